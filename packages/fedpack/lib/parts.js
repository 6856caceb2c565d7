"use strict";
// What becomes one file (`scripts/bundle.mjs`): everything that runs on the main thread, so that each module is there once.
// Workers and loaders are loaded from their own files, by their paths.
module.exports = {
  get api() {
    return require("./api.js");
  },
  get program() {
    return require("./program.js");
  },
};
