/**
 * Runs a runtime that Rust has rendered with another treatment of modules that throw. Arguments: file of the
 * function expression, and `ignored`, `rethrown` or `retried`.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const [file, treatment] = process.argv.slice(2);
const runtime = (0, eval)("(" + readFileSync(file, "utf8") + ")");

let runs = 0;
const result = runtime({
  1(module, exports, require) {
    const messages = [];
    for (const id of [2, 2, 3]) {
      try {
        messages.push(require(id));
      } catch (error) {
        messages.push(error.message);
      }
    }
    exports.messages = messages;
  },
  2(module, exports) {
    exports.early = 1;
    throw new Error("run " + ++runs);
  },
});
const second = { ignored: { early: 1 }, rethrown: "run 1", retried: "run 2" }[treatment];
assert.deepEqual(result.messages, ["run 1", second, "Cannot find module '3'"]);
