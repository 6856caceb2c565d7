// Every way to publish a container with every remote type that can take it: library types × remote types × formats of
// chunks, with each of fedpack's runtimes. A remote is loaded, its chunk is found from its own address, and both share `lib`.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';
import { bundlers } from './bundlers.js';

const require = createRequire(import.meta.url);
const skip = process.env.FEDPACK_BIN === undefined ? 'FEDPACK_BIN does not name a binary' : false;
const folder = (name) => fileURLToPath(new URL(`./apps/${name}`, import.meta.url));
const shared = { lib: { singleton: true } };
const expected = { price: '9.99 by the remote, with lib 1.3.0', version: '1.3.0' };
const runtimes = ['fedpack', 'fedpack-compact'];

/**
 * @typedef {object} Kind
 * @property {string} library type of the remote's library
 * @property {string} remote as the host writes it; `@` stands for the remote's origin or folder
 * @property {string} [remoteType]
 * @property {'first' | 'modules' | 'amd' | 'jsonp'} [page] what the page does beside loading the host
 * @property {string} [hostLibrary]
 */

/** A script tag, made by the host. @type {Kind[]} */
const scripts = ['var', 'global', 'window', 'self', 'this', 'assign', 'umd', 'umd2'].map((library) => ({
  library,
  remote: 'remote@@/remoteEntry.js',
}));

/** The page has loaded the container before the host starts. @type {Kind[]} */
const expressions = ['var', 'window', 'self', 'global', 'this', 'assign'].flatMap((remoteType) =>
  (remoteType === 'var' ? ['var', 'umd'] : [remoteType]).map((library) => ({ library, remoteType, remote: 'remote', page: 'first' })),
);

/** @type {Kind[]} */
const onPages = [
  ...scripts,
  ...expressions,
  { library: 'var', remote: 'promise new Promise((resolve) => addEventListener("load", () => resolve(remote)))', page: 'first' },
  { library: 'jsonp', remoteType: 'var', remote: 'remoteContainer', page: 'jsonp' },
  { library: 'module', remote: '@/remoteEntry.js', remoteType: 'module', page: 'modules' },
  { library: 'module', remote: '@/remoteEntry.js', remoteType: 'import', page: 'modules' },
  { library: 'module', remote: '@/remoteEntry.js', remoteType: 'module-import', page: 'modules' },
  { library: 'module', remote: 'import @/remoteEntry.js' },
  { library: 'amd', remoteType: 'amd', remote: 'remote', page: 'amd', hostLibrary: 'amd' },
  { library: 'umd', remoteType: 'umd', remote: 'remote', page: 'amd', hostLibrary: 'umd' },
  { library: 'amd', remoteType: 'amd-require', remote: 'remote', page: 'amd', hostLibrary: 'amd-require' },
];

/** @type {Kind[]} */
const inNode = ['commonjs-module', 'commonjs2', 'commonjs-static', 'umd', 'umd2'].flatMap((library) =>
  ['commonjs', 'commonjs2', 'commonjs-module', 'node-commonjs', 'promise'].map((remoteType) => ({
    library,
    remoteType,
    remote: remoteType === 'promise' ? 'Promise.resolve(require("@/remoteEntry.js"))' : '@/remoteEntry.js',
  })),
);

/** As AMD loaders do it: `define` with and without a name, `require` with a callback. */
const AMD = `
const modules = {};
self.define = (...args) => {
  const factory = args.pop();
  const needs = Array.isArray(args.at(-1)) ? args.pop() : [];
  modules[args[0] ?? 'host'] = factory(...needs.map((name) => modules[name]));
};
define.amd = {};
self.require = (needs, callback) => callback(...needs.map((name) => modules[name]));
`;

let output;
let count = 0;

before(async () => {
  output = await mkdtemp(path.join(tmpdir(), 'fedpack-types-'));
});

after(async () => {
  if (process.env.FEDPACK_KEEP === undefined) await rm(output, { recursive: true, force: true });
});

/** Builds remote and host; the folders of both. */
async function build(bundler, { library, remote, remoteType, page, hostLibrary }, origin, more) {
  count += 1;
  const places = { remote: path.join(output, `remote-${count}`), host: path.join(output, `host-${count}`) };
  const isNamed = library !== 'module' && !library.startsWith('commonjs') && more.target === undefined;
  await bundlers[bundler](
    {
      name: 'remote',
      folder: folder('boundary-remote'),
      federation: {
        name: 'remote',
        filename: 'remoteEntry.js',
        exposes: { './Price': './src/price.js' },
        library: { type: library, ...(isNamed && { name: 'remote' }), ...(page === 'amd' && { umdNamedDefine: true }) },
        shared,
      },
      ...more,
      ...(library === 'module' && { module: true }),
    },
    places.remote,
  );
  await bundlers[bundler](
    {
      name: 'host',
      folder: folder('types-host'),
      federation: {
        name: 'host',
        remotes: { remote: remote.replace('@/', `${origin ?? places.remote}/`) },
        ...(remoteType !== undefined && { remoteType }),
        shared,
      },
      ...(hostLibrary !== undefined && { library: { type: hostLibrary, name: 'host' } }),
      ...more,
      ...(page === 'modules' && { module: true }),
    },
    places.host,
  );
  return places;
}

describe('library types and remote types on pages', { skip }, () => {
  let browser;
  let hostSite;
  let remoteSite;

  before(async () => {
    [browser, hostSite, remoteSite] = await Promise.all([launch(chromium), startSite(), startSite()]);
  });

  after(async () => {
    await browser?.close();
    await Promise.all([hostSite?.close(), remoteSite?.close()]);
  });

  for (const bundler of runtimes) {
    for (const kind of onPages) {
      it(`${kind.library} as ${kind.remoteType ?? kind.remote.split('@')[0]}: ${bundler}`, async () => {
        const places = await build(bundler, kind, remoteSite.origin, {});
        remoteSite.folder = places.remote;
        hostSite.folder = places.host;
        const container = { src: `${remoteSite.origin}/remoteEntry.js` };
        const main = { src: '/main.js', ...(kind.page === 'modules' && { type: 'module' }) };
        if (kind.page === 'amd' || kind.page === 'jsonp') {
          const script = kind.page === 'amd' ? AMD : 'self.remote = (container) => { self.remoteContainer = container; };';
          await writeFile(path.join(places.host, 'prepare.js'), script);
        }
        const isLoaded = kind.page !== undefined && kind.page !== 'modules';
        const prepare = kind.page === 'amd' || kind.page === 'jsonp' ? [{ src: '/prepare.js' }] : [];
        hostSite.scripts = isLoaded ? [...prepare, container, main] : [main];
        const page = await browser.newPage();
        const trouble = [];
        page.on('pageerror', (error) => trouble.push(error.message));
        await page.goto(`${hostSite.origin}/`);
        await page.waitForFunction(() => globalThis.started !== undefined, undefined, { timeout: 10_000 }).catch(() => {});
        assert.deepEqual(trouble, []);
        assert.deepEqual(await page.evaluate(() => globalThis.started), expected);
        await page.close();
      });
    }
  }
});

describe('library types and remote types in Node', { skip }, () => {
  /** Runs a host that has the lib and the remote to itself. */
  async function start(load) {
    delete globalThis.started;
    await load();
    try {
      return await globalThis.started;
    } finally {
      delete globalThis.started;
    }
  }

  for (const bundler of runtimes) {
    for (const kind of inNode) {
      it(`${kind.library} as ${kind.remoteType}: ${bundler}`, async () => {
        const { host } = await build(bundler, kind, undefined, { target: 'async-node' });
        assert.deepEqual(await start(() => require(path.join(host, 'main.js'))), expected);
      });
    }

    for (const remoteType of ['module', 'import', 'module-import']) {
      it(`module as ${remoteType}: ${bundler}`, async () => {
        const kind = { library: 'module', remoteType, remote: '@/remoteEntry.js', page: 'modules' };
        const { host } = await build(bundler, kind, undefined, { target: 'node20' });
        const file = path.join(host, 'main.js');
        await writeFile(path.join(host, 'package.json'), '{ "type": "module" }');
        assert.deepEqual(await start(() => import(pathToFileURL(file).href)), expected);
      });
    }
  }
});
