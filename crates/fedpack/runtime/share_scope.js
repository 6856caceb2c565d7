import {
  isSilent,
  usesAsyncModules,
  usesLoadedFirst,
  usesPartialCopies,
  usesRegisterShared,
  usesRuntimePlugins,
  usesScopeLists,
  usesShareExternals,
  usesTreeShaking,
} from "./features.js";
import { askAboutInit, initWithPlugins } from "./federation_containers.js";
import { passThrough } from "./federation_hooks.js";
import { hasOwn } from "./has_own.js";
import { awaitedRow, createGetter, isAsync } from "./module_factory.js";
import { remoteInitOptions } from "./share_scope_lists.js";
import { createCopyGetter, partialCopy } from "./shared_copy.js";
import { createPart, treeShakingEntry } from "./tree_shaking.js";

/** @import { ContainerInterface, CopyRow, InitToken, ModuleId, ProvideRow, Require } from "./types.js" */

/** Containers that have been given their share scope; with plugins, when they will have been. */
const initialised = /** @type {WeakMap<ContainerInterface, unknown>} */ (new WeakMap());

/**
 * Gives a container its share scope, once. A remote that fails here must not take the host down: whoever
 * imports something from it gets the error then.
 *
 * @param {Require} __webpack_require__
 * @param {string | string[]} scopeNames
 * @param {ContainerInterface} container
 * @param {InitToken[]} initScope
 * @returns {unknown} a promise while it is not done
 */
export function initContainer(__webpack_require__, scopeNames, container, initScope) {
  /** @param {unknown} error */
  const fail = (error) => {
    initialised.delete(container);
    warnInitFailed(error);
  };
  if (!container.init) return;
  if (initialised.has(container)) return usesRuntimePlugins ? initialised.get(container) : undefined;
  initialised.set(container, 0);
  const owner = usesRuntimePlugins && __webpack_require__.federation.ownerOf(container);
  if (usesRuntimePlugins && owner) {
    const asked = askAboutInit(__webpack_require__, scopeNames, initScope, owner);
    // Who comes second waits until it has its scope, but not for its remotes: one of these may be the one who waits.
    initialised.set(container, asked);
    return asked.then((args) => initWithPlugins(container, args)).then(null, fail);
  }
  try {
    const result = /** @type {any} */ (
      usesScopeLists
        ? container.init(
            __webpack_require__.S[/** @type {string[]} */ ([]).concat(scopeNames)[0]],
            initScope,
            remoteInitOptions(__webpack_require__, scopeNames),
          )
        : container.init(__webpack_require__.S[/** @type {string} */ (scopeNames)], initScope)
    );
    if (result && result.then) return result.then(null, fail);
  } catch (error) {
    fail(error);
  }
}

/** @param {unknown} error */
function warnInitFailed(error) {
  if (!isSilent) console.warn("Initialization of sharing external failed: " + error);
}

/**
 * `S`, the share scopes, and `I`, which brings this build's modules into one and hands it to the remotes.
 *
 * @param {Require} __webpack_require__
 * @param {string} uniqueName
 * @param {Record<string, ProvideRow[]>} provides by scope; no prototype
 * @param {Record<string, (ModuleId | [id: ModuleId, scopes: string[]])[]>} externals by scope: modules that give
 *   containers; no prototype
 * @param {Record<ModuleId, CopyRow>} copies provided modules that were built with a part; no prototype
 */
export function installShareScopes(__webpack_require__, uniqueName, provides, externals, copies) {
  /** @type {Record<string, 1 | Promise<unknown>>} */
  const done = Object.create(null);
  /** @type {Record<string, InitToken>} */
  const tokens = Object.create(null);
  __webpack_require__.S = {};
  __webpack_require__.I = (scopeName, initScope, added) => {
    // Remotes may refer to each other: who finds its own token was called by itself.
    const visited = initScope || [];
    if (!usesRegisterShared || !added) {
      const token = tokens[scopeName] || (tokens[scopeName] = {});
      if (visited.indexOf(token) >= 0) return;
      visited.push(token);
      if (done[scopeName]) return done[scopeName];
    }

    const scopes = __webpack_require__.S;
    if (!hasOwn(scopes, scopeName)) scopes[scopeName] = {};
    const scope = scopes[scopeName];
    ((usesRegisterShared && added) || provides[scopeName] || []).forEach(([key, version, eager, row]) => {
      const versions = hasOwn(scope, key) ? scope[key] : (scope[key] = {});
      const present = versions[version];
      // Of two builds with the same version the eager one wins, else the greater name: the same outcome
      // whoever comes first, as long as nobody has loaded it.
      if (
        !present ||
        (!present.loaded &&
          !(usesLoadedFirst && present.strategy === "loaded-first") &&
          (!eager === !present.eager ? uniqueName > /** @type {string} */ (present.from) : eager))
      ) {
        if (usesRegisterShared && added) {
          versions[version] = Object.assign({ from: uniqueName, eager: !!eager }, row);
        } else {
          const get = createCopyGetter(__webpack_require__, row, copies);
          versions[version] = { get: () => get(), from: uniqueName, eager: !!eager };
          if (usesAsyncModules && isAsync(row.slice(1))) {
            versions[version].getPromise = createGetter(__webpack_require__, awaitedRow(row));
          }
          if (usesPartialCopies && partialCopy(row, copies)) versions[version].getExports = get;
          if (usesTreeShaking) {
            const mode = provides[scopeName].filter((provide) => provide[3] === row)[0][6];
            const part = mode !== undefined && createPart(__webpack_require__, row, copies);
            if (part) versions[version].treeShaking = treeShakingEntry(part, versions[version].get, mode);
          }
        }
        // Others must not take its place: this build counts on what it has registered.
        if (usesLoadedFirst) versions[version].strategy = "loaded-first";
        if (usesRuntimePlugins) {
          const origin = __webpack_require__.federation;
          passThrough(origin, "beforeRegisterShare", { origin, pkgName: key, shared: versions[version] });
        }
      }
    });
    if (usesRegisterShared && added) return;

    if (!usesShareExternals) return (done[scopeName] = 1);
    /** @type {unknown[]} */
    const promises = [];
    (externals[scopeName] || []).forEach((row) => {
      // A remote that has several scopes is given all of them, whichever is asked for first.
      const names = usesScopeLists && Array.isArray(row) ? row[1] : scopeName;
      const id = /** @type {ModuleId} */ (usesScopeLists && Array.isArray(row) ? row[0] : row);
      /** @param {unknown} error */
      const fail = (error) => {
        // Not kept: the next import may find it.
        delete __webpack_require__.c[id];
        warnInitFailed(error);
      };
      /** @param {ContainerInterface} container */
      const init = (container) => {
        if (!container) return;
        // Only to have them registered: who waits for the other scopes here may be waited for there.
        if (usesScopeLists && Array.isArray(names)) names.forEach((name) => __webpack_require__.I(name, visited));
        return initContainer(__webpack_require__, names, container, visited);
      };
      try {
        const container = __webpack_require__(id);
        const pending = container && container.then ? container.then(init).then(null, fail) : init(container);
        if (pending) promises.push(pending);
      } catch (error) {
        fail(error);
      }
    });
    return (done[scopeName] = promises.length ? Promise.all(promises).then(() => (done[scopeName] = 1)) : 1);
  };
}
