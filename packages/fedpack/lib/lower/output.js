"use strict";
// What loaders and plugins read of `output` where the configuration says nothing, and names that only they give.
const path = require("node:path");

/** What is so if nothing else is said. It stands behind the options, not among them: what is not said stays unsaid. */
const DEFAULTS = {
  filename: "[name].js",
  chunkFilename: "[id].js",
  publicPath: "auto",
  globalObject: "self",
  hashFunction: "xxhash64",
  hashDigest: "hex",
  hashDigestLength: 20,
};

/**
 * @param {Record<string, any> | undefined} output
 * @param {string} folder that files are written to
 */
function withDefaults(output, folder) {
  return Object.assign(Object.create({ ...DEFAULTS, path: folder }), output);
}

/**
 * A name that is an absolute path, as a relative one.
 * @param {string} name
 */
function withoutRoot(name) {
  return path.isAbsolute(name) ? name.slice(path.parse(name).root.length).split(path.sep).join("/") : name;
}

module.exports = { withDefaults, withoutRoot };
