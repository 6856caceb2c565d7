// Runs of made-up graphs, a seed each.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { project } from './compare.js';

/**
 * @param {object} run
 * @param {string} run.several variable whose `2000` asks for the seeds below, and whose `1000..2000` for these
 * @param {string} run.single variable that asks for one seed, whose folder stays
 * @param {string} run.usual value of `several` where it is not set
 * @param {number} run.mostLeftOut share of graphs that may say nothing
 * @param {(seed: number) => {files: Record<string, string>, differences: (folder: string) => string[] | undefined}} make `undefined`:
 *   the graph says nothing
 */
export function checkGraphs({ several, single, usual, mostLeftOut }, make) {
  const only = process.env[single];
  const [first, end] = (process.env[several] ?? usual).split('..').map(Number);
  const [from, to] = end === undefined ? [0, first] : [first, end];
  const seeds = only === undefined ? Array.from({ length: to - from }, (_, at) => from + at) : [Number(only)];
  let leftOut = 0;
  const failed = [];
  for (const seed of seeds) {
    const { files, differences } = make(seed);
    const folder = project(files);
    try {
      const found = differences(folder);
      if (found === undefined) leftOut++;
      else if (found.length > 0) failed.push(`graph ${seed}:\n  ${found.join('\n  ')}`);
    } catch (error) {
      failed.push(`graph ${seed}: ${error.message}`);
    }
    if (only === undefined) fs.rmSync(folder, { recursive: true });
    else console.log(folder);
  }
  assert.deepEqual(failed, []);
  assert.ok(leftOut <= Math.ceil(seeds.length * mostLeftOut), `${leftOut} graphs say nothing`);
}
