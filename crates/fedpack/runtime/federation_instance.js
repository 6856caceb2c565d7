import "./load_script.js";
import "./share_scope.js";
import {
  isNode,
  isWorker,
  usesLoadRemote,
  usesLoadShare,
  usesPreload,
  usesRegisterRemotes,
  usesRegisterShared,
  usesRuntimePlugins,
} from "./features.js";
import { hasOwn } from "./has_own.js";
import { completeRemote, loadEntry } from "./federation_entry.js";
import { ask, askLater, passThrough, tellAfter } from "./federation_hooks.js";
import { loadRemote, loadWithPlugins } from "./federation_load_remote.js";
import { preloadFiles } from "./federation_preload.js";
import { addShares } from "./federation_shares.js";
import { initScopes } from "./share_scope_lists.js";

/** @import { ContainerInterface, ContainerOwner, FederationInstance, FederationRemote, InitOptions, ModuleId, ProvideRow, Require } from "./types.js" */
/** @import { ContainerOf, Demand } from "./federation_load_remote.js" */

/** What the components of the bridge packages ask for when they render. */
const BRIDGE_HOOKS = ["beforeBridgeRender", "afterBridgeRender", "beforeBridgeDestroy", "afterBridgeDestroy"];

/**
 * `federation`: what Module Federation 2 offers to applications and runtime plugins, as far as this build uses it.
 * Script remotes are looked up here by name when they are needed, so that one may be registered anew.
 *
 * @param {Require} __webpack_require__
 * @param {string} name
 * @param {string} shareStrategy
 * @param {[external: ModuleId | 0, remote: FederationRemote][]} remotes of the configuration, with the modules that give
 *   their containers
 * @param {0 | 1} isStartedByPlugins the first module of the entry brings plugins, which take part from the beginning
 * @param {string} undoPath from the folder of this file to the output folder
 * @param {Record<string, ProvideRow[]>} provides what this build shares, by scope, if it asks for shared packages by name
 * @param {Record<string, [file: string, version: string, name: string][]> | 0} [packages] whole packages in files of their
 *   own, by share key; no prototype
 */
export function installFederationInstance(
  __webpack_require__,
  name,
  shareStrategy,
  remotes,
  isStartedByPlugins,
  undoPath,
  provides,
  packages,
) {
  /** @type {any} */
  const page = isNode ? global : self;
  // For the developer tools, and for the other runtimes of Module Federation 2 on the page.
  const shown = page.__FEDERATION__ || (page.__FEDERATION__ = {});
  // The first who has loaded a container initialises it.
  const owners = /** @type {WeakMap<ContainerInterface, ContainerOwner>} */ (new WeakMap());
  /** @type {FederationInstance[]} */
  const instances = [];
  /**
   * @param {string} name
   * @param {Record<string, ProvideRow[]>} provided what it shares from the beginning
   * @returns {[instance: FederationInstance, containerOf: ContainerOf, demand: Demand]}
   */
  const create = (name, provided) => {
    /** @type {Record<string, Promise<ContainerInterface>>} */
    const containers = Object.create(null);

    /** @param {FederationRemote} remote */
    const containerOf = (remote) => {
      const key = remote.name + ":" + remote.entry;
      if (!containers[key]) {
        containers[key] = loadEntry(__webpack_require__, instance, remote);
        if (usesRuntimePlugins) {
          containers[key].then(
            (container) => {
              if (!owners.has(container)) owners.set(container, { remoteInfo: completeRemote(remote), origin: instance });
            },
            () => {},
          );
        }
        // The next one to ask may find it.
        containers[key].catch(() => {
          delete containers[key];
        });
      }
      return containers[key];
    };

    /**
     * The remote that has the longest name of those that the request begins with.
     *
     * @param {string} id
     * @returns {[remote: FederationRemote, matched: string]}
     */
    const demand = (id) => {
      const { remotes } = instance.options;
      /** @type {[FederationRemote, string] | undefined} */
      let found;
      remotes.forEach((remote) =>
        [remote.alias, remote.name].forEach((known) => {
          if (known && (id + "/").indexOf(known + "/") === 0 && (!found || known.length > found[1].length)) {
            found = [remote, known];
          }
        }),
      );
      if (found) return found;
      throw new Error(
        'No remote "' +
          id +
          '" is registered (RUNTIME-004), but: ' +
          remotes.map((remote) => remote.alias || remote.name).join(", "),
      );
    };

    const instance = /** @type {FederationInstance} */ (/** @type {unknown} */ ({
      name,
      options: { id: name, name, shareStrategy, inBrowser: !isNode && !isWorker, remotes: [], plugins: [], shared: {} },
      shareScopeMap: __webpack_require__.S,
      externals: Object.create(null),
      init(/** @type {InitOptions} */ options) {
        if (usesRuntimePlugins) instance.registerPlugins(options.plugins || []);
        if (usesRegisterRemotes) instance.registerRemotes(options.remotes || []);
        if (usesRegisterShared) instance.registerShared(options.shared || {});
        return instance;
      },
      getInstance: () => instance,
      ownerOf: (/** @type {ContainerInterface} */ container) => owners.get(container),
    }));
    if (usesLoadRemote) {
      instance.loadRemote = (id, options) =>
        (usesRuntimePlugins ? loadWithPlugins : loadRemote)(
          __webpack_require__,
          instance,
          demand,
          containerOf,
          id,
          Object.assign({ loadFactory: true, from: "runtime" }, options),
        );
    }
    if (usesLoadShare || usesRegisterShared) addShares(__webpack_require__, instance, provided);
    if (usesRegisterRemotes) {
      instance.registerRemotes = (list, options) => {
        list.forEach((written) => {
          const copy = Object.assign({}, written);
          /** @type {FederationRemote} */
          const remote = usesRuntimePlugins
            ? passThrough(instance, "beforeRegisterRemote", { remote: copy, origin: instance }).remote
            : copy;
          const all = instance.options.remotes;
          const old = all.filter((known) => known.name === remote.name)[0];
          if (old) {
            if (!options || !options.force) return;
            all.splice(all.indexOf(old), 1);
            delete containers[old.name + ":" + old.entry];
            // The script that defined it has run; only without its global another one is loaded.
            const key = old.entryGlobalName || old.name;
            if (hasOwn(page, key)) page[key] = undefined;
            remote.alias = remote.alias || old.alias;
          }
          all.push(remote);
          if (usesRuntimePlugins) passThrough(instance, "registerRemote", { remote, origin: instance });
        });
      };
    }
    if (usesPreload) {
      instance.preloadRemote = (list) => {
        // Without a document there is nothing to put links into.
        if (isWorker || isNode) return Promise.resolve();
        const load = () =>
          Promise.all(
            list.map((options) =>
              preloadFiles(__webpack_require__, instance, demand(options.nameOrAlias)[0], options),
            ),
          );
        if (!usesRuntimePlugins) return Promise.resolve().then(load);
        const args = { preloadOps: list, options: instance.options, origin: instance };
        const loaded = askLater(instance, "beforePreloadRemote", args).then(load);
        return tellAfter(loaded, instance, "afterPreloadRemote", args);
      };
    }
    if (usesRuntimePlugins) {
      instance.instances = instances;
      instances.push(instance);
      instance.bridgeHook = { lifecycle: {} };
      BRIDGE_HOOKS.forEach((hook) => {
        /** @type {any} */ (instance.bridgeHook).lifecycle[hook] = {
          emit: (/** @type {any} */ args) => ask(instance, hook, args),
        };
      });
      instance.registerPlugins = (plugins) => {
        plugins.filter(Boolean).forEach((plugin) => {
          const all = instance.options.plugins;
          if (all.some((known) => known.name === plugin.name)) return;
          all.push(plugin);
          if (plugin.apply) plugin.apply(instance);
        });
      };
      // For all instances that are made from now on.
      instance.registerGlobalPlugins = (plugins) => {
        (shown.__GLOBAL_PLUGIN__ || (shown.__GLOBAL_PLUGIN__ = [])).push(...plugins);
      };
      // With remotes and plugins of its own, and the share scopes of the build.
      instance.createInstance = (options) => {
        const [other] = create(options.name, {});
        startWith(other, options.plugins || [], options, () => other.init(options));
        return other;
      };
      instance.initializeSharing = (scopeName = "default") => [
        Promise.resolve(initScopes(__webpack_require__, scopeName)),
      ];
      instance.initShareScopeMap = (scopeName, shareScope) => {
        const scopes = __webpack_require__.S;
        scopes[scopeName] = shareScope;
        const args = { scopeName, shareScope, options: instance.options, origin: instance };
        const given = passThrough(instance, "initContainerShareScopeMap", args).shareScope;
        // A plugin may have put one into the map itself.
        if (given !== shareScope) scopes[scopeName] = given;
      };
      // A container that somebody has loaded already, perhaps of a remote that is known.
      instance.initRawContainer = (name, entry, container) => {
        instance.registerRemotes([{ name, entry }]);
        const [remote] = demand(name);
        containers[remote.name + ":" + remote.entry] = Promise.resolve(container);
        return {
          remoteInfo: completeRemote(remote),
          remoteEntryExports: container,
          get: (id, expose, options) => instance.loadRemote(name + expose.slice(1), options),
        };
      };
      // As plugins for the package of Module Federation 2 call them.
      instance.initOptions = instance.options;
      instance.rootOutputDir = undoPath;
    }
    (shown.__INSTANCES__ || (shown.__INSTANCES__ = [])).push(instance);
    (shown.__SHARE__ || (shown.__SHARE__ = {}))[name] = instance.shareScopeMap;
    return [instance, containerOf, demand];
  };

  /**
   * Plugins take part from the beginning.
   *
   * @param {FederationInstance} instance
   * @param {any[]} plugins
   * @param {any} userOptions
   * @param {() => void} start
   */
  const startWith = (instance, plugins, userOptions, start) => {
    // Those of the developer tools, for example.
    instance.registerPlugins(plugins.concat(shown.__GLOBAL_PLUGIN__ || []));
    const { options } = instance;
    passThrough(instance, "beforeInit", { userOptions, options, origin: instance, shareInfo: {} });
    start();
    ask(instance, "init", { options, origin: instance });
  };

  const [instance, containerOf, demand] = create(name, provides);
  __webpack_require__.federation = instance;
  // As plugins for the package of Module Federation 2 look for them.
  if (packages) instance.sharedFallback = packages;
  remotes.forEach(([external, remote]) => {
    if (external === 0) return;
    const key = /** @type {string} */ (remote.alias);
    instance.externals[external] = key;
    __webpack_require__.m[external] = (module) => {
      // Asked for again, it may be another one.
      delete __webpack_require__.c[external];
      module.exports = Promise.resolve().then(() => containerOf(demand(key)[0]));
    };
  });
  const start = () => {
    if (usesRegisterRemotes) instance.registerRemotes(remotes.map(([, remote]) => remote));
    else instance.options.remotes = remotes.map(([, remote]) => remote);
  };
  if (isStartedByPlugins) {
    __webpack_require__.mf = (plugins) => {
      const made = plugins.map(([plugin, parameter]) => (plugin.default || plugin)(parameter));
      startWith(instance, made, instance.options, start);
    };
  } else {
    start();
  }
}
