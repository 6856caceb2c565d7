"use strict";
// The folder of the files that are loaded by their paths. `dist`, where the bundle is, stands beside it.
const path = require("node:path");

module.exports = path.join(__dirname, "..", "lib");
