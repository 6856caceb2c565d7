import "./ensure_chunk.js";
import "./has_own.js";
import { isNode, isWorker, providesRuntime, usesFurtherNeeds, usesTreeShaking } from "./features.js";
import { withoutDocument } from "./federation_worker.js";
import { createCopyGetter } from "./shared_copy.js";
import { CALCULATED, createPart, treeShakingEntry, usedExportsOf } from "./tree_shaking.js";

/** @import { ChunkId, CopyRow, InitToken, ModuleId, ModuleRow, PackageConsumeRow, PackageProvideRow, PackageRemoteRow, RemoteInfo, Require } from "./types.js" */

/**
 * Module Federation 2 by its own package: brings this build's data into the shapes that
 * `@module-federation/webpack-bundler-runtime` reads (contract §7.1), and leaves the work to it.
 *
 * `__webpack_require__.mf` starts it. The module that calls it is the first of every entry, so that everything below is
 * there before a chunk is asked for.
 *
 * @param {Require} __webpack_require__
 * @param {string} name
 * @param {string} shareStrategy
 * @param {Record<string, PackageProvideRow[]>} provides by scope; no prototype
 * @param {Record<ModuleId, PackageConsumeRow>} consumes no prototype
 * @param {Record<ChunkId, ModuleId[]>} consumeChunks no prototype
 * @param {ModuleId[]} initialConsumes
 * @param {Record<ModuleId, PackageRemoteRow>} remotes no prototype
 * @param {Record<ChunkId, ModuleId[]>} remoteChunks no prototype
 * @param {Record<string, RemoteInfo[]>} remoteInfos by the name that imports start with; no prototype
 * @param {Record<ChunkId, unknown>} withoutScript no prototype
 * @param {string} undoPath from the folder of this file to the output folder
 * @param {Record<ModuleId, CopyRow>} copies local copies that were built with a part; no prototype
 * @param {Record<ChunkId, [id: ModuleId, needs: string[] | 0][]>} further what the modules of a supplement need of shared
 * modules, beyond their rows; no prototype
 * @param {string} libraryType
 */
export function installFederationPackage(
  __webpack_require__,
  name,
  shareStrategy,
  provides,
  consumes,
  consumeChunks,
  initialConsumes,
  remotes,
  remoteChunks,
  remoteInfos,
  withoutScript,
  undoPath,
  copies,
  further,
  libraryType,
) {
  // The package asks for no less than all of a copy, unless `treeShaking` says so.
  /** @param {ModuleRow} row */
  const createGetter = (row) => {
    const get = createCopyGetter(__webpack_require__, row, copies);
    return () => get();
  };
  /**
   * @param {number} flags 1 strict, 2 singleton, 4 eager
   * @param {object} [range]
   */
  const shareConfig = (flags, range) =>
    Object.assign({ strictVersion: !!(flags & 1), singleton: !!(flags & 2), eager: !!(flags & 4) }, range);
  /** @type {Record<string, object[]>} */
  const shared = {};
  Object.keys(provides).forEach((scope) => {
    provides[scope].forEach(([key, version, flags, row, range, mode]) => {
      const get = createGetter(row);
      /** @type {any} */
      const entry = {
        version,
        scope: [scope],
        get,
        // Without one, the package takes the range of the version.
        shareConfig: shareConfig(flags, range ? { requiredVersion: range } : undefined),
      };
      const part = usesTreeShaking && mode !== undefined && createPart(__webpack_require__, row, copies);
      if (part) entry.treeShaking = treeShakingEntry(part, get, mode);
      (shared[key] || (shared[key] = [])).push(entry);
    });
  });
  /** @type {Record<ModuleId, object>} */
  const handlers = {};
  /** @type {[key: string, needs: string[] | 0 | undefined][]} */
  const treeShaken = [];
  Object.keys(consumes).forEach((id) => {
    const [scope, shareKey, flags, range, fallback, mode, needs] = consumes[id];
    /** @type {any} */
    const handler = (handlers[id] = {
      shareKey,
      getter: fallback ? createGetter(fallback) : undefined,
      shareInfo: { scope, shareConfig: shareConfig(flags, { requiredVersion: range || false }) },
    });
    if (usesTreeShaking && mode !== undefined) {
      const part = fallback && createPart(__webpack_require__, fallback, copies);
      if (part && needs) handler.treeShakingGetter = part.get;
      treeShaken.push([shareKey, needs]);
      // Who may read anything, or does not say what, is never given a part.
      handler.shareInfo.treeShaking = WHOLE;
    }
  });
  /** @type {Record<ModuleId, RemoteInfo[]>} */
  const idToRemoteMap = {};
  Object.keys(remotes).forEach((id) => {
    idToRemoteMap[id] = remoteInfos[remotes[id][3]];
  });
  const scripts = Object.keys(remoteInfos)
    .reduce((all, key) => all.concat(remoteInfos[key]), /** @type {RemoteInfo[]} */ ([]))
    .filter((info) => info.externalType === "script");

  const federation = (__webpack_require__.federation = /** @type {any} */ ({
    initOptions: { name, remotes: scripts, shared, shareStrategy },
    bundlerRuntimeOptions: {
      remotes: {
        remoteInfos,
        chunkMapping: remoteChunks,
        idToExternalAndNameMapping: remotes,
        idToRemoteMap,
        webpackRequire: __webpack_require__,
      },
    },
    consumesLoadingModuleToHandlerMapping: handlers,
    // Asked by the plugin that loads chunks of remotes in Node.
    chunkMatcher: (/** @type {ChunkId} */ chunkId) => !(chunkId in withoutScript),
    rootOutputDir: undoPath,
  }));
  if (usesTreeShaking) {
    federation.libraryType = libraryType;
    federation.usedExports = usedExportsOf(treeShaken);
    // Its being there makes the package look for snapshots. The whole package is in this build, so no share has a row.
    federation.sharedFallback = {};
  }

  /** @type {Record<ModuleId, unknown>} */
  const installedModules = {};
  /** @type {Record<string, unknown>} */
  const initPromises = {};
  /** @type {Record<string, InitToken>} */
  const initTokens = {};
  __webpack_require__.S = {};
  __webpack_require__.I = (shareScopeName, initScope) =>
    federation.bundlerRuntime.I({
      shareScopeName,
      initScope,
      initPromises,
      initTokens,
      webpackRequire: __webpack_require__,
    });
  __webpack_require__.f.consumes = (chunkId, promises) => {
    federation.bundlerRuntime.consumes({
      chunkId,
      promises,
      chunkMapping: consumeChunks,
      moduleToHandlerMapping: handlers,
      installedModules,
      webpackRequire: __webpack_require__,
    });
    if (usesTreeShaking && usesFurtherNeeds) {
      (further[chunkId] || []).forEach(([id]) => {
        const { shareKey, shareInfo } = /** @type {any} */ (handlers[id]);
        const customShareInfo = Object.assign({}, shareInfo, { treeShaking: WHOLE });
        const whole = federation.instance.loadShare(shareKey, { customShareInfo });
        promises.push(
          whole.then((/** @type {import("./types.js").Factory | false} */ factory) => {
            if (factory) {
              __webpack_require__.m[id] = (module) => {
                delete __webpack_require__.c[id];
                module.exports = factory();
              };
            }
          }),
        );
      });
    }
  };
  __webpack_require__.f.remotes = (chunkId, promises) => {
    federation.bundlerRuntime.remotes(
      Object.assign({ chunkId, promises }, federation.bundlerRuntimeOptions.remotes),
    );
  };

  __webpack_require__.mf = (plugins, bundler, core) => {
    if (providesRuntime) provideRuntime(name, core);
    const parts = bundler.default || bundler;
    Object.keys(parts).forEach((key) => {
      if (!federation[key]) federation[key] = parts[key];
    });
    const made = plugins.map(([plugin, parameter]) => (plugin.default || plugin)(parameter));
    federation.initOptions.plugins = (isWorker ? withoutDocument(__webpack_require__, made) : made)
      .concat(usesTreeShaking ? [{ name: "fedpack-tree-shaking", resolveShare: checkNeeds }] : [])
      .filter(Boolean);
    const init = federation.bundlerRuntime.init;
    federation.instance = init
      ? init({ webpackRequire: __webpack_require__ })
      : federation.runtime.init(federation.initOptions);
    federation.attachShareScopeMap(__webpack_require__);
    if (initialConsumes.length) {
      federation.bundlerRuntime.installInitialConsumes({
        initialConsumes,
        moduleToHandlerMapping: handlers,
        installedModules,
        webpackRequire: __webpack_require__,
      });
    }
  };
}

/**
 * `experiments.provideExternalRuntime`: other builds of the page, which have `externalRuntime`, take it from here.
 *
 * @param {string} name
 * @param {any} core
 */
function provideRuntime(name, core) {
  const page = /** @type {any} */ (isNode ? global : self);
  const from = page._FEDERATION_RUNTIME_CORE_FROM;
  if (from && from.name !== name) {
    console.warn("The runtime of Module Federation is provided by " + from.name + " already, and not by " + name);
    return;
  }
  page._FEDERATION_RUNTIME_CORE = core;
  page._FEDERATION_RUNTIME_CORE_FROM = { name };
}

/** `TreeShakingStatus` of the package: `NO_USE`. */
const WHOLE = { status: 0 };

/**
 * Hook `resolveShare`: the package gives a part without asking whether it has what the consumer uses.
 *
 * @param {any} args
 */
function checkNeeds(args) {
  const resolve = args.resolver;
  const used = args.shareInfo.treeShaking && args.shareInfo.treeShaking.usedExports;
  args.resolver = () => {
    const found = resolve();
    const part = found && found.useTreesShaking && found.shared.treeShaking;
    if (part && part.status !== CALCULATED) {
      const has = part.usedExports;
      found.useTreesShaking =
        !!used && !!has && used.every((/** @type {string} */ name) => has.indexOf(name) >= 0);
    }
    return found;
  };
  return args;
}
