const NO_ERROR = {};

/** The resources of one block with `using` declarations. */
export default function usingCtx() {
  /** @type {{ resource: any, method: any, isAsync: boolean, waits: boolean }[]} */
  const stack = [];
  const context = {
    /** What the block threw. @type {any} */
    e: NO_ERROR,
    /** `using x = resource`. @param {any} resource */
    u(resource) {
      if (resource !== null && resource !== undefined) {
        stack.push({ resource, method: method(resource, "dispose"), isAsync: false, waits: false });
      }
      return resource;
    },
    /** `await using x = resource`. @param {any} resource */
    a(resource) {
      let dispose;
      let waits = false;
      if (resource !== null && resource !== undefined) {
        waits = resource[symbol("asyncDispose")] !== undefined && resource[symbol("asyncDispose")] !== null;
        dispose = method(resource, waits ? "asyncDispose" : "dispose");
      }
      stack.push({ resource, method: dispose, isAsync: true, waits });
      return resource;
    },
    /** Disposes, from the last to the first. With async resources it returns a promise. */
    d() {
      let failed = context.e !== NO_ERROR;
      let error = context.e;
      const fail = (/** @type {any} */ problem) => {
        error = failed ? suppressed(problem, error) : problem;
        failed = true;
      };
      /** @returns {any} */
      const go = () => {
        for (let entry = stack.pop(); entry; entry = stack.pop()) {
          try {
            const answer = entry.method && entry.method.call(entry.resource);
            if (entry.isAsync) return Promise.resolve(entry.waits ? answer : undefined).then(go, failAndGo);
          } catch (problem) {
            fail(problem);
          }
        }
        if (failed) throw error;
      };
      /** @param {any} problem */
      const failAndGo = (problem) => {
        fail(problem);
        return go();
      };
      return go();
    },
  };
  return context;
}

/** @param {string} name */
function symbol(name) {
  return /** @type {any} */ (Symbol)[name] || Symbol.for(`Symbol.${name}`);
}

/** @param {any} resource @param {string} name */
function method(resource, name) {
  if (Object(resource) !== resource) throw new TypeError("A resource of `using` must be an object, null or undefined");
  const found = resource[symbol(name)];
  if (typeof found !== "function") throw new TypeError(`A resource of \`using\` needs a method Symbol.${name}`);
  return found;
}

/** @param {any} error @param {any} hidden */
function suppressed(error, hidden) {
  if (typeof SuppressedError === "function") return new SuppressedError(error, hidden);
  return Object.assign(new Error("An error was suppressed during disposal"), {
    name: "SuppressedError",
    error,
    suppressed: hidden,
  });
}
