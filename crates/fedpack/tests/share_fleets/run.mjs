// Head of the script that the test writes: loads the applications of a fleet in order and checks what they read.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
let supplements = 0;
let failures = 0;

// While a fleet runs whose chunks fail, every second file cannot be read the first time.
const fs = require("node:fs");
const { readFile } = fs;
let fails = false;
const tried = new Set();
fs.readFile = (file, ...rest) => {
  const text = String(file);
  if (fails && !tried.has(text)) {
    tried.add(text);
    let sum = 0;
    for (const letter of text) sum = (sum * 31 + letter.charCodeAt(0)) % 1009;
    if (sum % 2) {
      failures++;
      return rest.pop()(new Error(`${text} was made to fail`));
    }
  }
  return readFile(file, ...rest);
};

/** `undefined`: a chunk was made to fail, and who needed it was rejected. */
async function attempt(load) {
  try {
    return await load();
  } catch (error) {
    if (!fails || !String(error && error.message).includes("was made to fail")) throw error;
  }
}

async function run(seed, main, hasFailures, steps) {
  const counts = {};
  const receivers = new Set();
  const isModule = main.endsWith(".mjs");
  globalThis.fleet = {
    evaluated: [],
    // Each module counts its own calls: one that exists twice counts less than all.
    called(module, count) {
      counts[module] = (counts[module] || 0) + 1;
      assert.equal(count, counts[module], `fleet ${seed}: ${module} exists twice`);
    },
    // Functions of CommonJS files that export nothing.
    scripts: {},
    receiver(of, count) {
      assert.ok(of !== globalThis && Object(of) === of && !receivers.has(of), `fleet ${seed}: ${of} is \`this\``);
      assert.equal(count, 3, `fleet ${seed}: arguments of a script`);
      receivers.add(of);
    },
    sloppy(receiver) {
      assert.equal(receiver, isModule ? undefined : globalThis, `fleet ${seed}: the mode of a script`);
    },
    part(part, name, kinds) {
      assert.equal(part.name, name, `fleet ${seed}: a variable of a script`);
      assert.ok(kinds > 0, `fleet ${seed}: another variable of a script`);
    },
  };
  const entry = isModule ? await import(pathToFileURL(main).href) : require(main);
  fails = hasFailures;
  const host = (await attempt(() => entry.start())) || (await entry.start());
  for (const [name, needs] of steps) {
    const before = fleet.evaluated.length;
    const read = await attempt(async () => (await host[name]()).read());
    // With a part of what it needs it would have gone on. The others do not notice.
    if (!read) continue;
    assert.deepEqual(Object.keys(read).sort(), [...needs].sort(), `fleet ${seed}: names of ${name}`);
    for (const need of needs) {
      const members = need.startsWith("space") ? Object.values(read[need]) : [read[need]];
      assert.ok(members.length > 0, `fleet ${seed}: ${need} of ${name} is empty`);
      for (const member of members) {
        assert.equal(typeof member, "function", `fleet ${seed}: ${need} of ${name}`);
        const expected = need.startsWith("space") ? member() : need.replace("other_", "");
        assert.equal(member(), expected, `fleet ${seed}: ${need} of ${name}`);
      }
    }
    if (before > 0 && fleet.evaluated.length > before) supplements++;
  }
  fails = false;
  assert.equal(new Set(fleet.evaluated).size, fleet.evaluated.length, `fleet ${seed}: ${fleet.evaluated}`);
}

function report() {
  console.log(supplements, failures);
}

