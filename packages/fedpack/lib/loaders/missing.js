"use strict";
// Stands in rules for a loader that is not installed: as with webpack, it is missed where a file needs it.

/** @this {import("loader-runner").LoaderContext<any>} */
function missing() {
  const { loader, from } = /** @type {any} */ (this.query);
  const error = new Error(`The loader "${loader}" was not found from ${from}. Install it, or take the rule out.`);
  // There is nothing to be seen in it.
  error.stack = error.message;
  throw error;
}

module.exports = missing;
module.exports.pitch = missing;
