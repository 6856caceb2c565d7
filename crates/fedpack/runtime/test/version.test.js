import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { comparatorForm } from "../range.js";
import { isLowerVersion, satisfiesRange } from "../version.js";

const cases = JSON.parse(readFileSync(new URL("version_cases.json", import.meta.url), "utf8"));

test("ranges", () => {
  for (const { version, range, encoded, satisfies } of cases.satisfies) {
    assert.equal(satisfiesRange(encoded, version), satisfies, `${version} in ${range} (${encoded})`);
  }
});

test("ranges in npm's grammar, as the build translates them", () => {
  for (const { range, encoded } of cases.satisfies) assert.equal(comparatorForm(range), encoded, range);
});

test("order", () => {
  for (const { a, b, order } of cases.compare) {
    assert.equal(isLowerVersion(a, b), order < 0, `${a} < ${b}`);
    assert.equal(isLowerVersion(b, a), order > 0, `${b} < ${a}`);
  }
});

test("text that is not a version does not throw", () => {
  for (const text of ["", "latest", "-", "+", "1-", "v1"]) {
    isLowerVersion(text, "1.0.0");
    satisfiesRange("^1.0.0", text);
  }
});
