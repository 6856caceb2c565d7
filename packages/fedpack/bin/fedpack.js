#!/usr/bin/env node
"use strict";
// Node 22 and later keep the code that they have compiled, ours and that of the configuration's plugins.
require("node:module").enableCompileCache?.();
require("../dist/parts.js").program.main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(`fedpack: ${error?.stack ?? error}`);
    process.exitCode = 1;
  },
);
