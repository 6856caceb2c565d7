import { createCopyGetter, partialCopy } from "./shared_copy.js";

/** @import { CopyRow, Factory, ModuleId, ModuleRow, Require, ShareEntry, TreeShakingEntry } from "./types.js" */

/** Of `treeShaking.status`: a server has decided, who knows what all applications use. */
export const CALCULATED = 2;

/**
 * The part of a local copy, if it was built with one. It is a namespace of its own, with the names that the part has from the
 * beginning: who was given it sees no names come when somebody asks for the rest. Values are those of the one instance.
 *
 * @param {Require} __webpack_require__
 * @param {ModuleRow} row
 * @param {Record<ModuleId, CopyRow>} copies
 */
export function createPart(__webpack_require__, row, copies) {
  const copy = partialCopy(row, copies);
  const usedExports = copy && (copy[0] || copy[3]);
  if (!usedExports) return;
  const get = createCopyGetter(__webpack_require__, row, copies);
  /** @type {object | undefined} */
  let namespace;
  /** @param {Factory} factory */
  const partOf = (factory) => () => {
    if (!namespace) {
      const whole = /** @type {any} */ (factory());
      const part = (namespace = Object.defineProperty({}, "__esModule", { value: true }));
      usedExports.forEach((name) =>
        Object.defineProperty(part, name, { enumerable: true, get: () => whole[name] }),
      );
    }
    return namespace;
  };
  return {
    usedExports,
    get: () => {
      const factory = get(usedExports);
      return typeof factory === "function" ? partOf(factory) : factory.then(partOf);
    },
  };
}

/**
 * `treeShaking` of an entry of the share scope. The plugin of Module Federation 2 takes the entry's `get` for the part, as other
 * bundlers build the whole package apart; here `get` gives it already, into the same modules.
 *
 * @param {{ usedExports: string[], get: () => Factory | Promise<Factory> }} part
 * @param {() => unknown} whole
 * @param {string} [mode]
 * @returns {TreeShakingEntry}
 */
export function treeShakingEntry({ usedExports, get }, whole, mode) {
  return {
    usedExports,
    mode: mode || undefined,
    get get() {
      return get;
    },
    // Of a snapshot.
    set get(other) {
      if (other !== whole) get = other;
    },
  };
}

/**
 * What this build uses of shares with `treeShaking`, as `federation.usedExports` has it: share key → exports; `undefined`: any.
 *
 * @param {[key: string, needs: string[] | 0 | undefined][]} consumers
 */
export function usedExportsOf(consumers) {
  /** @type {Record<string, string[] | undefined>} */
  const usedExports = Object.create(null);
  consumers.forEach(([key, needs]) => {
    const known = key in usedExports ? usedExports[key] : [];
    usedExports[key] = needs && known ? known.concat(needs.filter((name) => known.indexOf(name) < 0)) : undefined;
  });
  return usedExports;
}

/**
 * What a consumer gets of an entry with `treeShaking`, by the rules of Module Federation 2: with `runtime-infer` the part, if it
 * has what is needed; with `server-calc` the whole, while no server has decided. Without a mode what is needed is there at least.
 *
 * A part is taken only of who can bring the rest into the same instance. A singleton counts as loaded with its part, so that
 * nobody registers another in its place.
 *
 * @param {ShareEntry & { treeShaking: TreeShakingEntry }} entry
 * @param {string[] | 0 | undefined} needs
 * @param {boolean} isSingleton
 * @param {(kept: ShareEntry | TreeShakingEntry, factory: Factory | Promise<Factory>) => Factory | Promise<Factory>} keep
 */
export function getByTreeShaking(entry, needs, isSingleton, keep) {
  const part = entry.treeShaking;
  const { getExports } = entry;
  const infers = getExports && (part.mode === "runtime-infer" || part.status === CALCULATED);
  const isEnough = infers && needs && needs.every((name) => part.usedExports.indexOf(name) >= 0);
  if (!isEnough || isSingleton) entry.loaded = true;
  if (isEnough) {
    part.loaded = true;
    return keep(part, part.get());
  }
  return getExports && needs && !part.mode ? getExports(needs) : keep(entry, entry.get());
}
