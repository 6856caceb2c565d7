/** @import { LoadEvent } from "./types.js" */

/**
 * Error of a script or style sheet that did not arrive, in the form that webpack's users know: message,
 * `name`, `type` (`missing`: the file came, but not what it should have brought), `request`, `event`.
 *
 * @param {string} name
 * @param {string} what
 * @param {LoadEvent} event
 * @param {string} [detail]
 */
export function createLoadError(name, what, event, detail) {
  // A handler that somebody calls by hand is told nothing.
  const { type: said, target } = /** @type {Partial<LoadEvent>} */ (event || {});
  const type = said === "load" ? "missing" : said;
  const request = target && (target.src || target.href);
  return Object.assign(new Error(what + " failed.\n(" + type + ": " + request + ")" + (detail || "")), {
    name,
    type,
    request,
    event,
  });
}
