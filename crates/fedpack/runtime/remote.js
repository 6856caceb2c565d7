import "./ensure_chunk.js";
import "./share_scope.js";
import { usesAsyncModules, usesRuntimePlugins, usesScopeLists } from "./features.js";
import { initContainer } from "./share_scope.js";
import { initScopes } from "./share_scope_lists.js";

/** @import { ChunkId, ContainerInterface, Factory, GetScope, ModuleId, RemoteRow, Require } from "./types.js" */

/**
 * `f.remotes`: gets the factories of remote modules out of their containers before a chunk's modules run.
 *
 * Loading a chunk never fails because of a remote: the error is thrown by the remote module itself, so only
 * its importers get it. It names remote, address and cause. The next import is a new attempt.
 *
 * @param {Require} __webpack_require__
 * @param {Record<ModuleId, RemoteRow>} rows no prototype
 * @param {Record<ChunkId, ModuleId[]>} chunks no prototype
 * @param {Record<ModuleId, string>} addresses of externals: `name@url`; no prototype
 */
export function installRemotes(__webpack_require__, rows, chunks, addresses) {
  /** @type {Record<ModuleId, Promise<unknown> | 1 | undefined>} */
  const states = Object.create(null);

  /**
   * @param {string | string[]} scopeNames
   * @param {string} expose
   * @param {ModuleId} external
   * @param {unknown[]} getScope
   */
  const getFactory = (scopeNames, expose, external, getScope) =>
    Promise.resolve(__webpack_require__(external)).then((container) => {
      if (!container) throw new Error("Container missing");
      const remote = /** @type {ContainerInterface} */ (container);
      return Promise.resolve(
        usesScopeLists
          ? initScopes(__webpack_require__, scopeNames)
          : __webpack_require__.I(/** @type {string} */ (scopeNames)),
      )
        .then(() => initContainer(__webpack_require__, scopeNames, remote, []))
        .then(() => remote.get(expose, getScope));
    });

  __webpack_require__.f.remotes = (chunkId, promises) => {
    (chunks[chunkId] || []).forEach((id) => {
      const row = rows[id];
      const [scopeNames, expose, external] = row;
      // Remotes that import from each other: what is already being got by this very call is not waited for.
      /** @type {GetScope} */
      const getScope = __webpack_require__.R || [];
      if (getScope.indexOf(row) >= 0) {
        // Nobody in such a circle may evaluate a module before the others have theirs.
        if (usesAsyncModules) getScope.c = 1;
        return;
      }
      getScope.push(row);
      if (!states[id]) {
        states[id] = new Promise((resolve) => {
          const remote = usesRuntimePlugins && __webpack_require__.federation.externals[external];
          // Plugins are asked about every module of a remote, whoever imports it.
          resolve(
            remote
              ? __webpack_require__.federation.loadRemote(remote + expose.slice(1), {
                  loadFactory: false,
                  from: "build",
                  getScope,
                })
              : getFactory(scopeNames, expose, external, getScope),
          );
        })
          .then(
            (factory) => {
              states[id] = 1;
              __webpack_require__.m[id] = (module) => {
                module.exports = /** @type {Factory} */ (factory)();
              };
            },
            (reason) => {
              states[id] = undefined;
              delete __webpack_require__.c[external];
              const cause = reason instanceof Error ? reason : new Error(reason);
              const error = Object.assign(
                new Error(
                  cause.message +
                    '\nwhile loading "' +
                    expose +
                    '" from ' +
                    (addresses[external] || external),
                ),
                cause,
                { name: cause.name, cause },
              );
              __webpack_require__.m[id] = () => {
                delete __webpack_require__.c[id];
                throw error;
              };
            },
          );
      }
      if (states[id] !== 1) promises.push(/** @type {Promise<unknown>} */ (states[id]));
    });
  };
}
