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
  const type = event.type === "load" ? "missing" : event.type;
  const request = event.target && (event.target.src || event.target.href);
  return Object.assign(new Error(what + " failed.\n(" + type + ": " + request + ")" + (detail || "")), {
    name,
    type,
    request,
    event,
  });
}
