import {
  isSilent,
  usesAsyncModules,
  usesEagerConsumes,
  usesLoadShare,
  usesLoadedFirst,
  usesNeeds,
  usesRanges,
  usesRuntimePlugins,
  usesScopeLists,
  usesSingletons,
  usesStrictVersions,
  usesTreeShaking,
} from "./features.js";
import { ask, passThrough, passThroughLater } from "./federation_hooks.js";
import { hasOwn } from "./has_own.js";
import { initScopes, scopeWith } from "./share_scope_lists.js";
import { createCopyGetter } from "./shared_copy.js";
import { getByTreeShaking } from "./tree_shaking.js";
import { isLowerVersion, satisfiesRange } from "./version.js";

/** @import { ConsumeRow, CopyRow, Factory, FederationInstance, Getter, ModuleId, Require, ShareEntry, TreeShakingEntry } from "./types.js" */

/**
 * Chooses the version of a shared module that a consumer gets, and asks for its factory. Needs `__webpack_require__.S`
 * and `I`.
 *
 * | row | key in scope, version fits | no version fits | key not in scope |
 * |---|---|---|---|
 * | not singleton | highest that fits | strict: local copy, else error; otherwise warn, highest | local copy, else error |
 * | singleton | the pick | strict: error; otherwise warn, the pick | local copy, else error |
 *
 * @param {Require} __webpack_require__
 * @param {ConsumeRow} row
 * @param {Record<ModuleId, CopyRow>} copies
 * @param {(get: Getter) => Factory | Promise<Factory>} getFactory
 * @returns {Factory | Promise<Factory>}
 */
export function chooseShared(__webpack_require__, [scopeName, key, flags, range, fallback], copies, getFactory) {
  const isStrict = usesStrictVersions && flags & 1;
  const isSingleton = usesSingletons && flags & 2;
  const isEager = usesEagerConsumes && flags & 4;

  const choose = () => {
    if (usesScopeLists) scopeName = scopeWith(__webpack_require__, scopeName, key);
    const scope = __webpack_require__.S[/** @type {string} */ (scopeName)];
    const versions = scope && hasOwn(scope, key) && scope[key];
    if (!versions) {
      if (fallback) return getFactory(createCopyGetter(__webpack_require__, fallback, copies));
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
        return getFactory(createCopyGetter(__webpack_require__, fallback, copies));
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
      ? resolveByPlugins(__webpack_require__.federation, [scopeName, key, flags, range], version)
      : versions[version];
    const treeShaken = usesTreeShaking && isTreeShaken(entry) && entry;
    // webpack's runtime writes 1, which is the same to who reads it but not to the developer tools.
    if (!treeShaken) entry.loaded = true;
    /** @type {Getter} */
    const get = (needs) =>
      treeShaken
        ? getByTreeShaking(treeShaken, needs, !!isSingleton, keepFactory)
        : usesNeeds && needs && entry.getExports
          ? entry.getExports(needs)
          : usesAsyncModules && flags & 32 && entry.getPromise
            ? entry.getPromise()
            : usesLoadShare
              ? keepFactory(entry, entry.get())
              : entry.get();
    // It may be there: another runtime has written it down, or a plugin has put it in the place of a version.
    const factory = ((usesRuntimePlugins || usesLoadShare) && entry.lib) || getFactory(get);
    if (usesRuntimePlugins) tellAboutShare(__webpack_require__.federation, [scopeName, key, flags, range], entry, factory);
    return factory;
  };

  const ready = /** @type {any} */ (
    usesScopeLists
      ? initScopes(__webpack_require__, scopeName)
      : __webpack_require__.I(/** @type {string} */ (scopeName))
  );
  return ready && ready.then && !isEager && !(usesLoadShare && flags & 8) ? ready.then(choose) : choose();
}

/**
 * @param {ShareEntry} entry
 * @returns {entry is ShareEntry & { treeShaking: TreeShakingEntry }}
 */
function isTreeShaken(entry) {
  return !!entry.treeShaking;
}

/**
 * `loadShareSync` finds what has been loaded before.
 *
 * @param {ShareEntry | TreeShakingEntry} entry
 * @param {Factory | Promise<Factory>} factory
 * @returns {Factory | Promise<Factory>}
 */
function keepFactory(entry, factory) {
  if (typeof factory !== "function") return factory.then((loaded) => (entry.lib = loaded));
  return (entry.lib = factory);
}

/**
 * Runtime plugins may wait, or refuse.
 *
 * @param {Require} __webpack_require__
 * @param {ConsumeRow} row
 * @returns {Promise<unknown>}
 */
export function askAboutShare(__webpack_require__, row) {
  const origin = __webpack_require__.federation;
  return passThroughLater(origin, "beforeLoadShare", aboutShare(origin, row));
}

/**
 * A consumer, as plugins know it.
 *
 * @param {FederationInstance} origin
 * @param {ConsumeRow} row
 */
function aboutShare(origin, [scope, pkgName, flags, requiredVersion]) {
  const shareConfig = {
    requiredVersion: requiredVersion || false,
    strictVersion: !!(flags & 1),
    singleton: !!(flags & 2),
    eager: !!(flags & 4),
  };
  const shareInfo = { scope: [].concat(/** @type {any} */ (scope)), shareConfig };
  return { pkgName, shareInfo, shared: origin.options.shared, shareScopeMap: origin.shareScopeMap, origin };
}

/**
 * Runtime plugins may take another version than the rules do, by another `resolver`.
 *
 * @param {FederationInstance} origin
 * @param {ConsumeRow} row
 * @param {string} version
 * @returns {ShareEntry}
 */
function resolveByPlugins(origin, row, version) {
  const { shareScopeMap } = origin;
  const scope = /** @type {string} */ (row[0]);
  const resolver = () => ({ shared: shareScopeMap[scope][row[1]][version] });
  const args = Object.assign({ scope, version, resolver }, aboutShare(origin, row));
  const resolved = passThrough(origin, "resolveShare", args).resolver();
  return resolved.shared || resolved;
}

/**
 * What was chosen, when it is loaded. Nobody waits for the plugins, and none of them can spoil it.
 *
 * @param {FederationInstance} origin
 * @param {ConsumeRow} row
 * @param {ShareEntry} selectedShared
 * @param {Factory | Promise<Factory>} factory
 */
function tellAboutShare(origin, row, selectedShared, factory) {
  const args = Object.assign({ selectedShared, lifecycle: "loadShare" }, aboutShare(origin, row));
  Promise.resolve(factory)
    .then(
      () => ask(origin, "afterLoadShare", args),
      (error) => ask(origin, "errorLoadShare", Object.assign({ error }, args)),
    )
    .then(null, isSilent ? () => {} : console.warn);
}
