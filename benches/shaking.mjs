// What a fleet loads of the packages that it shares, and what shaking costs: node shaking.mjs FEDPACK DIR RUNS
// A host and three remotes share nine packages. Bytes are those of all scripts of the host that are loaded when every
// application has what it uses (gzip, file by file); times are medians of whole processes. Prints a table in Markdown.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const [fedpack, out, runs] = process.argv.slice(2);
const root = path.resolve(out);
const versions = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')).dependencies;
const PACKAGES = ['react', 'react-dom', 'antd', '@ant-design/icons', 'lodash-es', 'react-router-dom', '@reduxjs/toolkit', 'react-redux'];

const APPS = {
  shop: `import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { debounce, groupBy } from 'lodash-es';
import { Button, Modal } from 'antd';
import { SearchOutlined, UserOutlined } from '@ant-design/icons';
import { configureStore, createSlice } from '@reduxjs/toolkit';
import { Provider } from 'react-redux';
import { BrowserRouter, Link } from 'react-router-dom';
const slice = createSlice({ name: 'cart', initialState: 0, reducers: { add: (count) => count + 1 } });
const icon = h(SearchOutlined);
const page = h(BrowserRouter, null, h(Link, { to: '/' }, h(Button, { icon }), h(UserOutlined)), h(Modal));
createRoot(document.body).render(h(Provider, { store: configureStore({ reducer: slice.reducer }) }, page));
console.log(debounce(() => groupBy([1], String), 10));
`,
  catalog: `import { createElement as h } from 'react';
import { throttle, sortBy } from 'lodash-es';
import { Table, Input } from 'antd';
import { StarOutlined } from '@ant-design/icons';
console.log(throttle(() => sortBy([2, 1])), h(Table), h(Input), h(StarOutlined));
`,
  account: `import { createElement as h } from 'react';
import { useSelector } from 'react-redux';
import { Form, Input } from 'antd';
import { useNavigate } from 'react-router-dom';
import { LockOutlined } from '@ant-design/icons';
console.log(useSelector, useNavigate, h(Form), h(Input), h(LockOutlined));
`,
  reports: `import { createElement as h } from 'react';
import { chunk, uniq } from 'lodash-es';
import { Tabs, Tag } from 'antd';
import { createSelector } from '@reduxjs/toolkit';
console.log(chunk(uniq([1, 1]), 2), createSelector, h(Tabs), h(Tag));
`,
};

function application(name, shared, federation) {
  const folder = path.join(root, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const app = name.split('-')[0];
  const dependencies = Object.fromEntries(PACKAGES.map((key) => [key, versions[key]]));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: app, dependencies }));
  writeFileSync(path.join(folder, 'index.js'), "import('./page.js');\n");
  const imports = Object.keys(APPS).map((other) => `import './${other}.js';\n`).join('');
  for (const [other, text] of Object.entries(APPS)) writeFileSync(path.join(folder, `${other}.js`), text);
  writeFileSync(path.join(folder, 'page.js'), app === 'all' ? imports : `import './${app}.js';\n`);
  const shares = Object.fromEntries(PACKAGES.map((key) => [key, { singleton: true, ...shared }]));
  writeFileSync(path.join(folder, 'fedpack.config.json'), JSON.stringify({
    entry: './index.js',
    mode: 'production',
    ...(shared !== undefined && { federation: { name: app, shared: shares, ...federation } }),
  }));
  return folder;
}

const run = (...args) => execFileSync(fedpack, [...args, '--no-color'], { stdio: ['ignore', 'ignore', 'inherit'] });

function build(...args) {
  const folder = application(...args);
  run('build', folder, '--quiet');
  return path.join(folder, 'dist');
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function seconds(task, prepare = () => {}) {
  const times = [];
  for (let round = 0; round < Number(runs); round += 1) {
    prepare();
    const start = performance.now();
    task();
    times.push((performance.now() - start) / 1000);
  }
  return median(times);
}

/** Scripts that only supplements ask for are left out: rows of the runtime say which. */
function bytes(dist, supplements = []) {
  const scripts = readdirSync(dist).filter((file) => file.endsWith('.js') && !supplements.includes(file));
  const main = readFileSync(path.join(dist, 'main.js'), 'utf8');
  const ids = (pattern, group) => [...main.matchAll(pattern)].flatMap((match) => match[group].split(','));
  const loaded = new Set(ids(/\[\[([\d,]+)\],\d+\]/g, 1));
  const rest = new Set(ids(/\d+:\[(?:0|\[[^\]]*\]),\[([\d,]+)\],\d+\]/g, 1).filter((id) => !loaded.has(id)));
  const isLoaded = (file) => !rest.has(file.split('.')[0]);
  return scripts.filter(isLoaded).reduce((sum, file) => sum + gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length, 0);
}

/** Shared whole, or shaken with rspack's own option. */
async function rspack(kind) {
  const { rspack } = await import('@rspack/core');
  const { ModuleFederationPlugin, ModuleFederationPluginV1 } = rspack.container;
  const folder = application(`shop-rspack-${kind}`, {});
  const compiler = rspack({
    mode: 'production',
    devtool: false,
    context: folder,
    entry: { main: './index.js' },
    output: { path: path.join(folder, 'dist'), chunkFilename: '[id].js' },
    plugins: [
      kind === 'whole'
        ? new ModuleFederationPluginV1({ name: 'shop', shared: Object.fromEntries(PACKAGES.map((key) => [key, { singleton: true }])) })
        : new ModuleFederationPlugin({ name: 'shop', shared: shakenShares(), implementation: runtimeTools() }),
    ],
  });
  const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  await new Promise((resolve) => compiler.close(resolve));
  const dist = path.join(folder, 'dist');
  // `independent-packages` has the whole copies.
  return readdirSync(dist).filter((file) => file.endsWith('.js'))
    .reduce((sum, file) => sum + gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length, 0);
}

/** Its plugin asks for the runtime of Module Federation 2, which the tests of interoperability have. */
function runtimeTools() {
  return createRequire(new URL('../tests/interop/package.json', import.meta.url)).resolve('@module-federation/runtime-tools');
}

/** rspack's copies have what one build uses; what the others use must be listed. */
function shakenShares() {
  const share = (key) => {
    const usedExports = Object.values(APPS).flatMap((text) => {
      const found = text.match(new RegExp(`import \\{([^}]*)\\} from '${key}'`));
      return found === null ? [] : found[1].split(',').map((name) => name.trim().split(' ')[0]);
    });
    return [key, { singleton: true, treeShaking: { mode: 'runtime-infer', usedExports } }];
  };
  return Object.fromEntries(PACKAGES.map(share));
}

/** In a process of its own, whose output is its affair; a build that fails has no figure. */
function peer(kind) {
  try {
    const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'rspack', root, kind], { stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(String(output).trim().split('\n').at(-1));
  } catch {
    return undefined;
  }
}

mkdirSync(root, { recursive: true });
if (fedpack === 'rspack') {
  console.log(await rspack(runs));
  process.exit();
}
const reports = { shareUsage: true };
const dists = Object.keys(APPS).map((app) => build(`${app}-annotated`, { annotate: true }, reports));
const union = path.join(root, 'union.json');
execFileSync(fedpack, ['share', 'merge', ...dists, '-o', union], { stdio: ['ignore', 'ignore', 'inherit'] });
const shaken = dists.map((dist) => path.join(root, 'shaken', path.basename(path.dirname(dist))));
const copy = () => {
  rmSync(path.join(root, 'shaken'), { recursive: true, force: true });
  dists.forEach((dist, index) => cpSync(dist, shaken[index], { recursive: true }));
};
const rows = [
  ['one bundle of all four, without federation', bytes(build('all', undefined))],
  ['shared whole', bytes(build('shop-whole', {}, {}))],
  ['`usage`', bytes(build('shop-usage', { usage: union }, reports))],
];
const shaking = seconds(() => run('share', 'shake', ...shaken, '--usage', union), copy);
rows.push(['`annotate`, `share shake`', bytes(shaken[0])]);
copy();
// Those of sealed copies are empty, and nobody asks for them.
const { copies } = JSON.parse(readFileSync(path.join(shaken[0], 'share-modules.json'), 'utf8'));
const supplements = copies.map((row) => row.supplementScript);
run('share', 'shake', ...shaken, '--usage', union, '--seal');
rows.push(['`annotate`, `share shake --seal`', bytes(shaken[0], supplements)]);
rows.push(['`usage`, `seal`', bytes(build('shop-sealed', { usage: union, seal: true }, reports))]);
rows.push(['rspack, shared whole', peer('whole')]);
rows.push(['rspack, `treeShaking` with `usedExports` of all', peer('shaken')]);

const plain = application('shop-plain', {}, {});
const told = application('shop-told', {}, reports);
const [without, analysed] = [plain, told].map((folder) => seconds(() => run('build', folder, '--quiet')));

const whole = rows[1][1];
console.log('### shaking\n\n| copies of the host | gzip bytes | of whole |\n|---|---:|---:|');
const cells = (count) => (count === undefined ? ['the build fails', ''] : [count.toLocaleString('en'), (count / whole).toFixed(2)]);
for (const [name, count] of rows) console.log(`| ${[name, ...cells(count)].join(' | ')} |`);
console.log(`\n\`share shake\` of all four takes ${shaking.toFixed(2)} s. A build of the host takes ${without.toFixed(2)} s, with \`shareUsage\` ${analysed.toFixed(2)} s.`);
