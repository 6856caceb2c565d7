"use strict";
// The package for CommonJS. `cargo xtask package` puts the files that it needs on the main thread into one.
module.exports = require("../dist/parts.js").api;
