import "./ensure_chunk.js";
import "./share_scope.js";
import {
  isSilent,
  usesEagerConsumes,
  usesFurtherNeeds,
  usesInitialConsumes,
  usesLoadedFirst,
  usesNeeds,
  usesRanges,
  usesRuntimePlugins,
  usesScopeLists,
  usesSingletons,
  usesStrictVersions,
} from "./features.js";
import { passThrough, passThroughLater } from "./federation_hooks.js";
import { hasOwn } from "./has_own.js";
import { initScopes, scopeWith } from "./share_scope_lists.js";
import { createCopyGetter } from "./shared_copy.js";
import { isLowerVersion, satisfiesRange } from "./version.js";

/** @import { ChunkId, ConsumeRow, CopyRow, Factory, ModuleId, Require, ShareEntry } from "./types.js" */

/** @typedef {(needs?: string[] | 0) => Factory | Promise<Factory>} Getter asks a chosen version */

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
 * @param {Record<ModuleId, CopyRow>} copies
 * @param {(get: Getter) => Factory | Promise<Factory>} ask
 * @returns {Factory | Promise<Factory>}
 */
function resolveShared(__webpack_require__, [scopeName, key, flags, range, fallback], copies, ask) {
  const isStrict = usesStrictVersions && flags & 1;
  const isSingleton = usesSingletons && flags & 2;
  const isEager = usesEagerConsumes && flags & 4;

  const choose = () => {
    if (usesScopeLists) scopeName = scopeWith(__webpack_require__, scopeName, key);
    const scope = __webpack_require__.S[/** @type {string} */ (scopeName)];
    const versions = scope && hasOwn(scope, key) && scope[key];
    if (!versions) {
      if (fallback) return ask(createCopyGetter(__webpack_require__, fallback, copies));
      throw new Error("Shared module " + key + " doesn't exist in shared scope " + scopeName);
    }
    const available = usesEagerConsumes
      ? Object.keys(versions).filter((version) => !isEager || versions[version].eager)
      : Object.keys(versions);
    /** @param {string} version */
    const fits = (version) => !usesRanges || !range || satisfiesRange(range, version);
    /** @param {string[]} candidates */
    const preferLoaded = (candidates) => {
      const loaded = candidates.filter((version) => versions[version].loaded);
      return loaded.length ? loaded : candidates;
    };
    /** @param {string[]} candidates */
    const highest = (candidates) =>
      (usesLoadedFirst ? preferLoaded(candidates) : candidates).reduce(
        (best, next) =>
          // A singleton that has been loaded stays. This depends on the order in which builds registered, as
          // the protocol has it: a loaded version gives way to a higher one that came before it.
          !best || (!(isSingleton && versions[best].loaded) && isLowerVersion(best, next)) ? next : best,
        "",
      );
    let version = highest(usesRanges && !isSingleton ? available.filter(fits) : available);
    if (!version || (usesSingletons && !fits(version))) {
      // Nothing eager for an eager consumer is not a question of versions: the local copy will do, unless
      // there must be only one.
      if (fallback && !isSingleton && (isStrict || (usesEagerConsumes && !available.length))) {
        return ask(createCopyGetter(__webpack_require__, fallback, copies));
      }
      const message = version
        ? "Unsatisfied version " +
          version +
          " from " +
          versions[version].from +
          " of shared singleton module " +
          key +
          " (required " +
          range +
          ")"
        : "No satisfying version (" +
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
      if (isStrict || !available.length) throw new Error(message);
      if (!isSilent) console.warn(message);
      version = version || highest(available);
    }
    const entry = usesRuntimePlugins
      ? resolveByPlugins(__webpack_require__, /** @type {string} */ (scopeName), key, version)
      : versions[version];
    entry.loaded = 1;
    // What a plugin puts in the place of a version may be a finished factory.
    if (usesRuntimePlugins && entry.lib) return entry.lib;
    return ask((needs) => (usesNeeds && needs && entry.getExports ? entry.getExports(needs) : entry.get()));
  };

  const ready = /** @type {any} */ (
    usesScopeLists
      ? initScopes(__webpack_require__, scopeName)
      : __webpack_require__.I(/** @type {string} */ (scopeName))
  );
  return ready && ready.then && !isEager ? ready.then(choose) : choose();
}

/**
 * Runtime plugins may wait, or refuse.
 *
 * @param {Require} __webpack_require__
 * @param {ConsumeRow} row
 * @returns {Promise<unknown>}
 */
function askAboutShare(__webpack_require__, row) {
  const [scope, pkgName, flags] = row;
  const shareConfig = { strictVersion: !!(flags & 1), singleton: !!(flags & 2), eager: !!(flags & 4) };
  const origin = __webpack_require__.federation;
  const args = { pkgName, shareInfo: { scope: [].concat(/** @type {any} */ (scope)), shareConfig }, shared: origin.options.shared, origin };
  return passThroughLater(origin, "beforeLoadShare", args);
}

/**
 * Runtime plugins may take another version than the rules do, by another `resolver`.
 *
 * @param {Require} __webpack_require__
 * @param {string} scope
 * @param {string} pkgName
 * @param {string} version
 * @returns {ShareEntry}
 */
function resolveByPlugins(__webpack_require__, scope, pkgName, version) {
  const shareScopeMap = __webpack_require__.S;
  const resolved = passThrough(__webpack_require__.federation, "resolveShare", {
    shareScopeMap,
    scope,
    pkgName,
    version,
    resolver: () => ({ shared: shareScopeMap[scope][pkgName][version] }),
  }).resolver();
  return resolved.shared || resolved;
}

/**
 * ConsumeShared modules: `f.consumes` makes those of a chunk ready before the chunk's modules run, those of
 * initial chunks are resolved when they are required.
 *
 * @param {Require} __webpack_require__
 * @param {Record<ModuleId, ConsumeRow>} rows no prototype
 * @param {Record<ChunkId, ModuleId[]>} chunks no prototype
 * @param {ModuleId[]} initial
 * @param {Record<ModuleId, CopyRow>} copies local copies that were built with a part; no prototype
 * @param {Record<ChunkId, [id: ModuleId, needs: string[] | 0][]>} further what the modules of a supplement need of shared
 * modules, beyond their rows; no prototype
 */
export function installConsumes(__webpack_require__, rows, chunks, initial, copies, further) {
  /** @type {Record<ModuleId, 0 | Promise<unknown> | undefined>} */
  const installed = Object.create(null);
  /** @type {Record<ModuleId, Getter | undefined>} */
  const chosen = Object.create(null);
  /** @type {Record<ModuleId, unknown>} */
  const failures = Object.create(null);
  /** @param {ModuleId} id */
  const resolve = (id) =>
    resolveShared(__webpack_require__, rows[id], copies, (get) => {
      if (usesFurtherNeeds) chosen[id] = get;
      return get(usesNeeds ? rows[id][5] : 0);
    });

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
    if (usesInitialConsumes && initial.indexOf(id) >= 0) {
      // And so is the next time that the module is required: see below.
      failures[id] = error;
      return;
    }
    __webpack_require__.m[id] = () => {
      delete __webpack_require__.c[id];
      throw error;
    };
  };

  /** @param {ModuleId} id */
  const consume = (id) => {
    if (installed[id] === undefined) {
      try {
        const factory = usesRuntimePlugins
          ? askAboutShare(__webpack_require__, rows[id]).then(() => resolve(id))
          : resolve(id);
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
    return installed[id];
  };

  __webpack_require__.f.consumes = (chunkId, promises) => {
    (chunks[chunkId] || []).forEach((id) => {
      const pending = consume(id);
      if (pending) promises.push(/** @type {Promise<unknown>} */ (pending));
    });
    if (usesFurtherNeeds) {
      (further[chunkId] || []).forEach(([id, needs]) => {
        // A version that could not be had throws when it is required; one that cannot give more rejects the chunk.
        const extended = Promise.resolve(consume(id)).then(() => {
          const get = chosen[id];
          return get && installed[id] === 0 ? get(needs) : undefined;
        });
        promises.push(extended.then((factory) => factory && install(id, factory)));
      });
    }
  };

  if (usesInitialConsumes) {
    initial.forEach((id) => {
      __webpack_require__.m[id] = (module) => {
        delete __webpack_require__.c[id];
        const factory = resolve(id);
        if (typeof factory !== "function") {
          throw failures[id] || new Error("Shared module is not available for eager consumption: " + id);
        }
        install(id, factory);
        module.exports = factory();
      };
    });
  }
}
