// Made-up module graphs do in every mode what they do in Node. GRAPHS=2000 runs more of them (1000..2000: these), GRAPH=17 a single
// one, whose folder stays.
import { test } from 'node:test';
import { differences } from './compare.js';
import { graph } from './graphs.js';
import { checkGraphs } from './made_up.js';

test('graphs do the same before and after bundling', () => {
  // Node refuses some: names that lead in a circle.
  checkGraphs({ several: 'GRAPHS', single: 'GRAPH', usual: '24', mostLeftOut: 0.1 }, (seed) => {
    const { files, isSloppy } = graph(seed);
    return { files, differences: (folder) => differences(folder, './m0.mjs', { isSloppy }) };
  });
});
