"use strict";
// Stands for a loader whose work is done in Rust, among others that run in JavaScript: they see it in
// `this.loaders` and may name it in requests. The files beside this one are named after what they stand for.

/**
 * @this {import("loader-runner").LoaderContext<unknown>}
 * @param {string | Buffer} source
 * @param {unknown} map
 * @param {unknown} meta
 */
module.exports = function passOn(source, map, meta) {
  this.callback(null, source, /** @type {any} */ (map), /** @type {any} */ (meta));
};
