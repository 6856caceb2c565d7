import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const folder = new URL("../", import.meta.url);

test("no two files have a name in common: a build puts them into one function", () => {
  const owners = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".js") && !name.endsWith(".config.js"))) {
    const source = readFileSync(new URL(file, folder), "utf8");
    for (const [, name] of source.matchAll(/^(?:export )?(?:function|const|let) (\w+)/gm)) {
      assert.equal(owners.get(name), undefined, `${name} is in ${file}, too`);
      owners.set(name, file);
    }
  }
  assert.ok(owners.size > 100);
});
