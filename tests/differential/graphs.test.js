// Made-up module graphs do in every mode what they do in Node. GRAPHS=2000 runs more of them, GRAPH=17 a single one, whose
// folder stays.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { differences, project } from './compare.js';
import { graph } from './graphs.js';

const COUNT = Number(process.env.GRAPHS ?? 24);
const only = process.env.GRAPH;
const seeds = only === undefined ? Array.from({ length: COUNT }, (_, seed) => seed) : [Number(only)];
/** Node refuses some: names that lead in a circle. */
const MOST_REFUSED = 0.1;

test('graphs do the same before and after bundling', () => {
  let refused = 0;
  const failed = [];
  for (const seed of seeds) {
    const { files, isSloppy } = graph(seed);
    const folder = project(files);
    try {
      const found = differences(folder, './m0.mjs', { isSloppy });
      if (found === undefined) refused++;
      else if (found.length > 0) failed.push(`graph ${seed}:\n  ${found.join('\n  ')}`);
    } catch (error) {
      failed.push(`graph ${seed}: ${error.message}`);
    }
    if (only === undefined) fs.rmSync(folder, { recursive: true });
    else console.log(folder);
  }
  assert.deepEqual(failed, []);
  assert.ok(refused <= Math.ceil(seeds.length * MOST_REFUSED), `${refused} graphs are no programs`);
});
