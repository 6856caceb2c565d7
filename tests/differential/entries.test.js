// Made-up graphs with several entries: each of them does what it does in Node, with a runtime of its own and with a common one, and
// beside others on one page. ENTRY_GRAPHS=2000 runs more of them (1000..2000: these), ENTRY_GRAPH=17 a single one, whose folder stays.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { project } from './compare.js';
import { differencesOfEntries } from './entries.js';
import { graph } from './graphs.js';

const [first, end = undefined] = (process.env.ENTRY_GRAPHS ?? '10').split('..').map(Number);
const range = end === undefined ? [0, first] : [first, end];
const only = process.env.ENTRY_GRAPH;
const seeds = only === undefined ? Array.from({ length: range[1] - range[0] }, (_, at) => range[0] + at) : [Number(only)];
/** Some are no programs, or read what is not declared yet, which minifiers take no account of. */
const MOST_LEFT_OUT = 0.6;

test('entries do the same before and after bundling', () => {
  let leftOut = 0;
  const failed = [];
  for (const seed of seeds) {
    const names = ['m0', ...Array.from({ length: 1 + (seed % 3) }, (_, at) => `x${at + 1}`)];
    const folder = project(graph(seed, names.length - 1).files);
    try {
      const found = differencesOfEntries(seed, folder, names);
      if (found === undefined) leftOut++;
      else if (found.length > 0) failed.push(`graph ${seed}:\n  ${found.join('\n  ')}`);
    } catch (error) {
      failed.push(`graph ${seed}: ${error.message}`);
    }
    if (only === undefined) fs.rmSync(folder, { recursive: true });
    else console.log(folder);
  }
  assert.deepEqual(failed, []);
  assert.ok(leftOut <= Math.ceil(seeds.length * MOST_LEFT_OUT), `${leftOut} graphs say nothing`);
});
