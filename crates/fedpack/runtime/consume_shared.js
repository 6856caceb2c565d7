import "./ensure_chunk.js";
import "./share_scope.js";
import { usesEagerConsumes, usesRanges, usesSingletons, usesStrictVersions } from "./features.js";
import { hasOwn } from "./has_own.js";
import { createGetter } from "./module_factory.js";
import { isLowerVersion, satisfiesRange } from "./version.js";

/** @import { ChunkId, ConsumeRow, Factory, ModuleId, Require, ShareVersions } from "./types.js" */

/**
 * Chooses the version that a ConsumeShared module stands for and asks for its factory.
 *
 * | row | key in scope, version fits | no version fits | key not in scope |
 * |---|---|---|---|
 * | not singleton | highest that fits | strict: fallback, else error; otherwise warn, highest | fallback, else error |
 * | singleton | the pick | strict: error; otherwise warn, the pick | fallback, else error |
 *
 * @param {Require} __webpack_require__
 * @param {ConsumeRow} row
 * @returns {Factory | Promise<Factory>}
 */
function resolveShared(__webpack_require__, [scopeName, key, flags, range, fallback]) {
  const isStrict = usesStrictVersions && flags & 1;
  const isSingleton = usesSingletons && flags & 2;
  const isEager = usesEagerConsumes && flags & 4;

  const useFallback = () => createGetter(__webpack_require__, /** @type {any} */ (fallback))();

  const choose = () => {
    const scope = __webpack_require__.S[scopeName];
    if (!scope || !hasOwn(scope, key)) {
      if (fallback) return useFallback();
      throw new Error("Shared module " + key + " doesn't exist in shared scope " + scopeName);
    }
    const versions = scope[key];
    const candidates = Object.keys(versions).filter((version) => !isEager || versions[version].eager);
    /** @param {string} version */
    const fits = (version) => !usesRanges || !range || satisfiesRange(range, version);
    let version = isSingleton
      ? pickSingleton(candidates, versions)
      : highestVersion(usesRanges ? candidates.filter(fits) : candidates);

    if (usesSingletons && isSingleton && version && !fits(version)) {
      const message =
        "Unsatisfied version " +
        version +
        " from " +
        versions[version].from +
        " of shared singleton module " +
        key +
        " (required " +
        range +
        ")";
      if (isStrict) throw new Error(message);
      console.warn(message);
    }
    if (!version) {
      // Nothing eager for an eager consumer is not a question of versions: the local copy will do, unless
      // there must be only one.
      const isUnavailable = isEager && !candidates.length;
      if (fallback && (isStrict || isUnavailable) && !isSingleton) return useFallback();
      const message =
        "No satisfying version (" +
        (range || "*") +
        ")" +
        (isEager ? " for eager consumption" : "") +
        " of shared module " +
        key +
        " found in shared scope " +
        scopeName +
        ".\nAvailable versions: " +
        Object.keys(versions)
          .map((name) => name + " from " + versions[name].from)
          .join(", ");
      if (isStrict || !candidates.length) throw new Error(message);
      console.warn(message);
      version = highestVersion(candidates);
    }
    const entry = versions[version];
    entry.loaded = 1;
    return entry.get();
  };

  const ready = __webpack_require__.I(scopeName);
  return ready && /** @type {any} */ (ready).then && !isEager
    ? /** @type {Promise<unknown>} */ (ready).then(choose)
    : choose();
}

/**
 * @param {string[]} candidates
 * @returns {string}
 */
function highestVersion(candidates) {
  return candidates.reduce((best, next) => (!best || isLowerVersion(best, next) ? next : best), "");
}

/**
 * The highest version, until one has been loaded. Depends on the order in which builds registered, as the
 * protocol has it: a loaded lower version gives way to a higher one only if that came before it.
 *
 * @param {string[]} candidates
 * @param {ShareVersions} versions
 * @returns {string}
 */
function pickSingleton(candidates, versions) {
  return candidates.reduce(
    (best, next) => (!best || (!versions[best].loaded && isLowerVersion(best, next)) ? next : best),
    "",
  );
}

/**
 * ConsumeShared modules: `f.consumes` makes those of a chunk ready before the chunk's modules run, those of
 * initial chunks are resolved when they are required.
 *
 * @param {Require} __webpack_require__
 * @param {Record<ModuleId, ConsumeRow>} rows no prototype
 * @param {Record<ChunkId, ModuleId[]>} chunks no prototype
 * @param {ModuleId[]} initial
 */
export function installConsumes(__webpack_require__, rows, chunks, initial) {
  /** @type {Record<ModuleId, 0 | Promise<unknown> | undefined>} */
  const installed = Object.create(null);

  // A ConsumeShared module is never kept in the cache: each `require` asks the factory, so that a shared
  // module in a cycle with itself sees the exports object and not a copy of what it was.
  /**
   * @param {ModuleId} id
   * @param {Factory} factory
   */
  const install = (id, factory) => {
    installed[id] = 0;
    __webpack_require__.m[id] = (module) => {
      delete __webpack_require__.c[id];
      module.exports = factory();
    };
  };
  /**
   * @param {ModuleId} id
   * @param {unknown} error
   */
  const fail = (id, error) => {
    // The next time the chunk is asked for is a new attempt.
    installed[id] = undefined;
    __webpack_require__.m[id] = () => {
      delete __webpack_require__.c[id];
      throw error;
    };
  };

  __webpack_require__.f.consumes = (chunkId, promises) => {
    (chunks[chunkId] || []).forEach((id) => {
      if (installed[id] === undefined) {
        try {
          const factory = resolveShared(__webpack_require__, rows[id]);
          if (typeof factory === "function") {
            install(id, factory);
          } else {
            installed[id] = factory.then(
              (loaded) => install(id, loaded),
              (error) => fail(id, error),
            );
          }
        } catch (error) {
          fail(id, error);
        }
      }
      if (installed[id]) promises.push(/** @type {Promise<unknown>} */ (installed[id]));
    });
  };

  initial.forEach((id) => {
    __webpack_require__.m[id] = (module) => {
      delete __webpack_require__.c[id];
      const factory = resolveShared(__webpack_require__, rows[id]);
      if (typeof factory !== "function") {
        throw new Error("Shared module is not available for eager consumption: " + id);
      }
      install(id, factory);
      module.exports = factory();
    };
  });
}
