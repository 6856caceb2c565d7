#!/usr/bin/env node
"use strict";
require("../lib/program.js").main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(`fedpack: ${error?.stack ?? error}`);
    process.exitCode = 1;
  },
);
