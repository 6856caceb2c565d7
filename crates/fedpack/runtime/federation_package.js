import "./ensure_chunk.js";
import "./has_own.js";
import { createCopyGetter } from "./shared_copy.js";

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
) {
  // The package asks for no less than all of a copy.
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
    provides[scope].forEach(([key, version, flags, row, range]) => {
      (shared[key] || (shared[key] = [])).push({
        version,
        scope: [scope],
        get: createGetter(row),
        // Without one, the package takes the range of the version.
        shareConfig: shareConfig(flags, range ? { requiredVersion: range } : undefined),
      });
    });
  });
  /** @type {Record<ModuleId, object>} */
  const handlers = {};
  Object.keys(consumes).forEach((id) => {
    const [scope, shareKey, flags, range, fallback] = consumes[id];
    handlers[id] = {
      shareKey,
      getter: fallback && createGetter(fallback),
      shareInfo: { scope, shareConfig: shareConfig(flags, { requiredVersion: range || false }) },
    };
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
  };
  __webpack_require__.f.remotes = (chunkId, promises) => {
    federation.bundlerRuntime.remotes(
      Object.assign({ chunkId, promises }, federation.bundlerRuntimeOptions.remotes),
    );
  };

  __webpack_require__.mf = (plugins, bundler) => {
    const parts = bundler.default || bundler;
    Object.keys(parts).forEach((key) => {
      if (!federation[key]) federation[key] = parts[key];
    });
    federation.initOptions.plugins = plugins
      .map(([plugin, parameter]) => (plugin.default || plugin)(parameter))
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
