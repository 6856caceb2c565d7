// Made-up graphs with several entries: each of them does what it does in Node, with a runtime of its own and with a common one, and
// beside others on one page. ENTRY_GRAPHS=2000 runs more of them (1000..2000: these), ENTRY_GRAPH=17 a single one, whose folder stays.
import { test } from 'node:test';
import { differencesOfEntries } from './entries.js';
import { graph } from './graphs.js';
import { checkGraphs } from './made_up.js';

test('entries do the same before and after bundling', () => {
  // Some are no programs, or read what is not declared yet, which minifiers take no account of.
  checkGraphs({ several: 'ENTRY_GRAPHS', single: 'ENTRY_GRAPH', usual: '10', mostLeftOut: 0.6 }, (seed) => {
    const names = ['m0', ...Array.from({ length: 1 + (seed % 3) }, (_, at) => `x${at + 1}`)];
    const { files } = graph(seed, names.length - 1);
    return { files, differences: (folder) => differencesOfEntries(seed, folder, names) };
  });
});
