import "./ensure_chunk.js";
import "./share_scope.js";
import { askAboutShare, chooseShared } from "./choose_shared.js";
import {
  usesDispensableShares,
  usesFurtherNeeds,
  usesInitialConsumes,
  usesNeeds,
  usesRuntimePlugins,
  usesTreeShaking,
} from "./features.js";
import { usedExportsOf } from "./tree_shaking.js";

/** @import { ChunkId, ConsumeRow, CopyRow, Factory, Getter, ModuleId, Require } from "./types.js" */

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
    chooseShared(__webpack_require__, rows[id], copies, (get) => {
      chosen[id] = get;
      return get(usesNeeds ? rows[id][5] : 0);
    });

  if (usesTreeShaking && __webpack_require__.federation) {
    const treeShaken = Object.keys(rows).filter((id) => rows[id][6]);
    __webpack_require__.federation.usedExports = usedExportsOf(treeShaken.map((id) => [rows[id][1], rows[id][5]]));
  }

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

  /**
   * That nothing fits may be what an importer expects; what was chosen and cannot be loaded is nobody's wish. The chunk is
   * rejected then: modules that are evaluated without what they import would stay half done, for everybody.
   *
   * @param {ModuleId} id
   * @param {Promise<Factory>} promise
   */
  const wait = (id, promise) =>
    (installed[id] = promise.then(
      (factory) => install(id, factory),
      (error) => {
        fail(id, error);
        if (chosen[id] && !(usesDispensableShares && rows[id][2] & 16)) throw error;
      },
    ));

  /** @param {ModuleId} id */
  const consume = (id) => {
    if (installed[id] !== undefined) return installed[id];
    if (usesRuntimePlugins) {
      return wait(
        id,
        askAboutShare(__webpack_require__, rows[id]).then(() => resolve(id)),
      );
    }
    // Shared packages that import each other: what is being got is not waited for by what it imports.
    installed[id] = 0;
    try {
      const factory = resolve(id);
      if (typeof factory !== "function") return wait(id, factory);
      install(id, factory);
    } catch (error) {
      fail(id, error);
    }
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
