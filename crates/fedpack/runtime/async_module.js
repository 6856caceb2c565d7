/** @import { Gate, Require } from "./types.js" */

/** @param {Gate} gate */
function openGate(gate) {
  if (gate.state < 1) {
    gate.state = 1;
    gate.waiting.forEach((proceed) => proceed());
  }
}

/**
 * `a`: a module with top-level await, or with a dependency that has one.
 *
 * `module.exports` is a promise of the real exports. Modules that await have a *gate*, which opens when
 * they have finished. Who imports an async module waits for all gates below it, also those below modules
 * that do not await themselves, and registers at them after the modules between: so when a gate opens,
 * all that it held runs in import order.
 *
 * Cycles: a gate whose module is still in its first, synchronous part belongs to an importer up the
 * stack, which cannot be waited for; but it is passed on to who comes later, who can.
 *
 * @param {Require} __webpack_require__
 */
export function installAsyncModules(__webpack_require__) {
  const gatesKey = Symbol("gates");
  const exportsKey = Symbol("exports");
  const errorKey = Symbol("error");

  /**
   * Gives a dependency the three properties that importers read.
   *
   * @param {any} dependency
   */
  const wrapDependency = (dependency) => {
    if (dependency !== null && typeof dependency === "object") {
      if (dependency[gatesKey]) return dependency;
      if (typeof dependency.then === "function") {
        /** @type {Gate} */
        const gate = { state: 0, waiting: [] };
        /** @type {any} */
        const wrapped = { [gatesKey]: (/** @type {(gate: Gate) => void} */ visit) => visit(gate) };
        dependency.then(
          (/** @type {unknown} */ exports) => {
            wrapped[exportsKey] = exports;
            openGate(gate);
          },
          (/** @type {unknown} */ error) => {
            wrapped[errorKey] = error;
            openGate(gate);
          },
        );
        return wrapped;
      }
    }
    return { [exportsKey]: dependency, [gatesKey]() {} };
  };

  __webpack_require__.a = (module, body, hasAwait) => {
    /** @type {Gate | 0 | undefined} */
    const ownGate = hasAwait ? { state: -1, waiting: [] } : 0;
    /** All gates that this module has waited for, also indirectly. */
    const gates = /** @type {Set<Gate>} */ (new Set());
    const exports = module.exports;
    /** @type {(exports: unknown) => void} */
    let resolve;
    /** @type {(error: unknown) => void} */
    let reject;
    const promise = (module.exports = /** @type {any} */ (
      new Promise((onDone, onError) => {
        resolve = onDone;
        reject = onError;
      })
    ));
    promise[exportsKey] = exports;
    promise[gatesKey] = (/** @type {(gate: Gate) => void} */ visit) => {
      if (ownGate) visit(ownGate);
      gates.forEach(visit);
      // The importer reports the error; this promise may have no other reader.
      promise.catch(() => {});
    };
    body(
      (dependencies) => {
        const wrapped = dependencies.map(wrapDependency);
        const results = () =>
          wrapped.map((dependency) => {
            if (errorKey in dependency) throw dependency[errorKey];
            return dependency[exportsKey];
          });
        let closed = 0;
        const ready = /** @type {Promise<() => unknown[]>} */ (
          new Promise((proceed) => {
            const oneOpened = () => {
              if (!--closed) proceed(results);
            };
            wrapped.forEach((dependency) =>
              dependency[gatesKey]((/** @type {Gate} */ gate) => {
                if (gate !== ownGate && !gates.has(gate)) {
                  gates.add(gate);
                  if (!gate.state) {
                    closed++;
                    gate.waiting.push(oneOpened);
                  }
                }
              }),
            );
          })
        );
        return closed ? ready : results();
      },
      (...error) => {
        if (error.length) reject((promise[errorKey] = error[0]));
        else resolve(exports);
        if (ownGate) openGate(ownGate);
      },
    );
    if (ownGate && ownGate.state < 0) ownGate.state = 0;
  };
}
