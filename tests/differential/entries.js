/**
 * Graphs with several entries, whose runtimes are apart or common: what each entry does alone, or beside those that it has a runtime
 * with, it does in every build.
 */
import fs from 'node:fs';
import path from 'node:path';
import { buildAll, differenceOf, run } from './compare.js';
import { Random } from './random.js';

const SPLIT = { chunks: 'all', minSize: 0 };

/** Which entries have a runtime together: by name of an entry, that of its runtime. */
function runtimesOf(seed, names) {
  const random = new Random(seed ^ 0x5eed);
  return Object.fromEntries(names.map((name) => [name, `runtime-${random.below(2)}`]));
}

/** Options by name of the build; `groups` are the entries that share their modules, in the order in which they run. */
function builds(seed, names) {
  const apart = names.map((name) => [name]);
  const runtimes = runtimesOf(seed, names);
  const mixed = [...new Set(Object.values(runtimes))].map((runtime) => names.filter((name) => runtimes[name] === runtime));
  const node = (optimization, more) => ({ target: 'node', optimization, ...more });
  const page = (optimization, more) => ({ target: 'webworker', optimization, ...more });
  return {
    apart: { groups: apart, ...node({ splitChunks: false }) },
    'apart, development': { groups: apart, ...node({ splitChunks: SPLIT }, { mode: 'development' }) },
    'apart, split': { groups: apart, ...node({ splitChunks: SPLIT }) },
    'apart, split, unminimized': { groups: apart, ...node({ splitChunks: SPLIT, minimize: false }) },
    'apart, split, not concatenated': { groups: apart, ...node({ splitChunks: SPLIT, minimize: false, concatenateModules: false }) },
    single: { groups: [names], ...node({ splitChunks: SPLIT, runtimeChunk: 'single' }) },
    multiple: { groups: apart, ...node({ splitChunks: SPLIT, runtimeChunk: 'multiple' }) },
    mixed: { groups: mixed, runtimes, ...node({ splitChunks: SPLIT }) },
    'mixed, unminimized': { groups: mixed, runtimes, ...node({ splitChunks: SPLIT, minimize: false }) },
    'one page': { groups: apart, isPage: true, ...page({ splitChunks: SPLIT }) },
    'one page, unminimized': { groups: apart, isPage: true, ...page({ splitChunks: SPLIT, minimize: false }) },
    'one page, multiple': { groups: apart, isPage: true, ...page({ splitChunks: SPLIT, runtimeChunk: 'multiple' }) },
    'one page, single': { groups: [names], isPage: true, ...page({ splitChunks: SPLIT, runtimeChunk: 'single' }) },
    'one page, depending': { groups: [names], isPage: true, dependOn: names[0], ...page({ splitChunks: SPLIT }) },
    depending: { groups: [names], dependOn: names[0], ...node({ splitChunks: SPLIT, minimize: false }) },
  };
}

/** Differences, as texts; `undefined` if Node refuses one of the entries, or if they read what is not declared yet. */
export function differencesOfEntries(seed, folder, names) {
  const source = (name) => `./${name}.mjs`;
  const alone = Object.fromEntries(names.map((name) => [name, run(folder, [source(name)])[0]]));
  const isNone = ({ problem, sawDeadZone }) => sawDeadZone || problem?.startsWith('SyntaxError');
  if (Object.values(alone).some(isNone)) return undefined;
  const all = builds(seed, names);
  const configs = Object.entries(all).map(([name, { groups, runtimes, dependOn, isPage, ...options }]) => ({
    name,
    mode: 'production',
    devtool: false,
    entry: Object.fromEntries(
      names.map((entry) => [
        entry,
        { import: source(entry), ...(runtimes && { runtime: runtimes[entry] }), ...(dependOn && dependOn !== entry && { dependOn }) },
      ]),
    ),
    output: {
      filename: '[name].js',
      path: path.join(folder, 'dist', name),
      ...(isPage && { publicPath: `${path.join(folder, 'dist', name)}/` }),
    },
    ...options,
  }));
  const stats = path.join(folder, 'stats.json');
  buildAll(folder, configs, '--json', stats);
  const children = JSON.parse(fs.readFileSync(stats, 'utf8')).children;
  return Object.entries(all).flatMap(([name, { groups, isPage }]) => {
    const { entrypoints } = children.find((child) => child.name === name);
    const file = (entry) => {
      if (!isPage) return path.join('dist', name, `${entry}.js`);
      const list = path.join('dist', name, `${entry}.page.json`);
      fs.writeFileSync(path.join(folder, list), JSON.stringify(entrypoints[entry].assets.map((asset) => asset.name)));
      return list;
    };
    const compared = (group, expected, results) => group.flatMap((entry, at) => differenceOf(`${name}: ${entry}`, expected[at], results[at]));
    const expected = (group) => (group.length === 1 ? [alone[group[0]]] : run(folder, group.map(source)));
    // One page has them all, one after the other.
    if (isPage) return compared(names, groups.flatMap(expected), run(folder, names.map(file)));
    return groups.flatMap((group) => compared(group, expected(group), run(folder, group.map(file))));
  });
}
