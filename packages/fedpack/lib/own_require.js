"use strict";
// `require` for files whose paths are known when we run: nothing that a bundler could follow.
module.exports = require("node:module").createRequire(__filename);
