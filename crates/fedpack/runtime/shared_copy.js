import { usesLoadShare, usesPartialCopies } from "./features.js";
import { createGetter } from "./module_factory.js";

/** @import { CopyRow, Factory, Getter, ModuleId, ModuleRow, Require } from "./types.js" */

/**
 * @param {ModuleRow} row
 * @param {Record<ModuleId, CopyRow>} copies
 * @returns {CopyRow | undefined}
 */
export function partialCopy(row, copies) {
  return copies[/** @type {ModuleId} */ (row[row.length - 1])];
}

/**
 * The getter of a local copy. Without an argument it gives the whole package, as consumers of other bundlers expect;
 * with the names that a consumer needs, no more than the part that has them.
 *
 * Both parts are in one module cache: who comes later and needs more gets it into the same modules.
 *
 * @param {Require} __webpack_require__
 * @param {ModuleRow | Getter} local
 * @param {Record<ModuleId, CopyRow>} copies of those that were built with a part; no prototype
 * @returns {(needs?: string[] | 0) => Factory | Promise<Factory>}
 */
export function createCopyGetter(__webpack_require__, local, copies) {
  // Who asks for a package by name may bring a getter.
  if (usesLoadShare && typeof local === "function") return local;
  const row = /** @type {ModuleRow} */ (local);
  const part = createGetter(__webpack_require__, row);
  const copy = usesPartialCopies && partialCopy(row, copies);
  if (!copy) return part;
  const [kept, chunkIds, supplement] = copy;
  return (needs) => {
    if (!kept || (needs && needs.every((name) => kept.indexOf(name) >= 0))) return part();
    if (Array.isArray(chunkIds)) {
      return createGetter(__webpack_require__, [row[0].concat(chunkIds), /** @type {ModuleId} */ (supplement)])();
    }
    const missing = needs ? needs.filter((name) => kept.indexOf(name) < 0).join(", ") : "all of it";
    const error = new Error(
      "Shared module " + chunkIds + " is sealed: it has what " + supplement + " need, but not " + missing,
    );
    if (row[0].length) return Promise.reject(error);
    throw error;
  };
}
