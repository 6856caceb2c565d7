import { usesStepHooks } from "./features.js";
import { completeRemote } from "./federation_entry.js";
import { ask, askLater, passThroughLater, tellAfter } from "./federation_hooks.js";
import { actInSteps, openInSteps } from "./federation_steps.js";
import { initContainer } from "./share_scope.js";
import { initScopes } from "./share_scope_lists.js";

/** @import { ContainerInterface, FederationInstance, FederationRemote, LoadRemoteOptions, Require } from "./types.js" */

/** @typedef {(id: string) => [remote: FederationRemote, matched: string]} Demand which remote a request is for, or an error */
/** @typedef {(remote: FederationRemote) => Promise<ContainerInterface>} ContainerOf */

/**
 * `loadRemote`: a module of a remote, by the remote's name or alias and the name that it is exposed by.
 *
 * @param {Require} __webpack_require__
 * @param {FederationInstance} instance
 * @param {Demand} demand
 * @param {ContainerOf} containerOf
 * @param {string} id
 * @param {LoadRemoteOptions} options
 * @returns {Promise<any>}
 */
export function loadRemote(__webpack_require__, instance, demand, containerOf, id, options) {
  return Promise.resolve()
    .then(() => demand(id))
    .then(([remote, matched]) =>
      containerOf(remote)
        .then((container) => openContainer(__webpack_require__, container, remote))
        .then((container) => container.get("." + id.slice(matched.length), options.getScope)),
    )
    .then((factory) => (options.loadFactory ? factory() : factory));
}

/**
 * @param {Require} __webpack_require__
 * @param {ContainerInterface} container
 * @param {FederationRemote} remote
 * @returns {Promise<ContainerInterface>} with its share scope
 */
function openContainer(__webpack_require__, container, remote) {
  const scopeNames = remote.shareScope || "default";
  return Promise.resolve(initScopes(__webpack_require__, scopeNames))
    .then(() => initContainer(__webpack_require__, scopeNames, container, []))
    .then(() => container);
}

/**
 * The same with everything that plugins may change, or want to know.
 *
 * @param {Require} __webpack_require__
 * @param {FederationInstance} origin
 * @param {Demand} demand
 * @param {ContainerOf} containerOf
 * @param {string} id
 * @param {LoadRemoteOptions} options
 * @returns {Promise<any>}
 */
export function loadWithPlugins(__webpack_require__, origin, demand, containerOf, id, options) {
  const { loadFactory, from, getScope } = options;
  /** @type {any} */
  const about = { id, options, origin };
  /**
   * A plugin may have something to take the place of what failed.
   *
   * @param {unknown} error
   * @param {string} lifecycle
   */
  const recover = (error, lifecycle) =>
    askLater(origin, "errorLoadRemote", {
      id,
      error,
      from,
      lifecycle,
      expose: about.expose,
      remote: about.remote,
      options: origin.options,
      origin,
    }).then((instead) => {
      if (!instead) throw error;
      return instead;
    });
  /** @param {string} wanted */
  const match = (wanted) => {
    const found = { id: wanted, options: origin.options, origin };
    try {
      const [remote, matched] = demand(wanted);
      const expose = "." + wanted.slice(matched.length);
      Object.assign(found, { pkgNameOrAlias: matched, expose, remote, remoteInfo: completeRemote(remote) });
    } catch (error) {
      ask(origin, "afterMatchRemote", Object.assign({ error }, found));
      throw error;
    }
    return askLater(origin, "afterMatchRemote", found).then(() => passThroughLater(origin, "afterResolve", found));
  };
  /** @param {any} resolved */
  const load = (resolved) => {
    const { expose, remote } = resolved;
    const moduleInfo = completeRemote(remote);
    Object.assign(about, { id: resolved.id, expose, remote: moduleInfo });
    const step = { id: resolved.id, expose, moduleInfo, origin };
    return containerOf(remote)
      .then((container) => {
        const open = () => openContainer(__webpack_require__, container, remote);
        return usesStepHooks
          ? openInSteps(container, { id: resolved.id, remoteInfo: moduleInfo, origin }, open)
          : open();
      })
      .then((container) => {
        const getFactory = () =>
          askLater(origin, "getModuleFactory", { remoteEntryExports: container, expose, moduleInfo }).then(
            (factory) => (typeof factory === "function" ? factory : container.get(expose, getScope)),
          );
        return usesStepHooks
          ? actInSteps(
              "GetExpose",
              Object.assign({ remoteEntryExports: container }, step),
              "moduleFactory",
              getFactory,
            )
          : getFactory();
      })
      .then((factory) =>
        loadFactory
          ? usesStepHooks
            ? actInSteps("ExecuteFactory", Object.assign({ loadFactory }, step), "exposeModule", factory)
            : factory()
          : factory,
      )
      .then((result) => {
        const detail = loadFactory ? { exposeModule: result } : { exposeModuleFactory: result };
        return askLater(origin, "onLoad", Object.assign(detail, resolved)).then((wrapped) =>
          typeof wrapped === "function" ? wrapped : result,
        );
      });
  };
  const loading = passThroughLater(origin, "beforeRequest", { id, options: origin.options, origin })
    .then(null, (error) => recover(error, "beforeRequest"))
    .then((request) => match(request.id))
    .then(load)
    .then(null, (error) => {
      about.error = error;
      return recover(error, "onLoad").then((instead) => {
        about.recovered = true;
        return instead;
      });
    });
  return tellAfter(loading, origin, "afterLoadRemote", about);
}
