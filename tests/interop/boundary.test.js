// Hosts of fedpack whose entries import shared and remote modules without an async boundary of their own, with remotes of all
// bundlers: on pages, in web workers (Chromium), and where a server renders with remotes over HTTP (Node).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';
import { bundlers } from './bundlers.js';

const require = createRequire(import.meta.url);
const skip = process.env.FEDPACK_BIN === undefined ? 'FEDPACK_BIN does not name a binary' : false;
const folder = (name) => fileURLToPath(new URL(`./apps/${name}`, import.meta.url));
const hosts = ['fedpack', 'fedpack-v2', 'fedpack-compact'];
const remotes = Object.keys(bundlers);
// The package of Module Federation 2 loads scripts by documents or Node's modules: with fedpack it starts in workers all the
// same. On the page it may start remotes that are only for workers, which webpack's and rspack's do not survive; and which then
// offer the same version of `lib` as the remote of the page. The greater name has the say, so theirs is the smaller one.
const workerRemotes = (hostBundler) =>
  hostBundler === 'fedpack-v2' ? hosts : [...hosts, 'webpack', 'rspack'];

const expected = { price: '9.99 by the remote, with lib 1.3.0', version: '1.3.0' };
const shared = { lib: { singleton: true } };

let output;
let browser;
let hostSite;
let remoteSite;
let workerSite;
const builds = new Map();

before(async () => {
  if (skip) return;
  output = await mkdtemp(path.join(tmpdir(), 'fedpack-boundary-'));
  [browser, hostSite, remoteSite, workerSite] = await Promise.all([launch(chromium), startSite(), startSite(), startSite()]);
});

after(async () => {
  await browser?.close();
  await Promise.all([hostSite, remoteSite, workerSite].map((site) => site?.close()));
  if (output !== undefined && process.env.FEDPACK_KEEP === undefined) await rm(output, { recursive: true, force: true });
});

/** Each application is built once by each bundler, when it is first needed. */
function built(bundler, kind, app) {
  const key = `${bundler}-${kind}`;
  if (!builds.has(key)) {
    const target = path.join(output, key);
    builds.set(key, bundlers[bundler]({ name: key, ...app }, target).then(() => target));
  }
  return builds.get(key);
}

const remote = (bundler, kind, name, target, library, publicPath) =>
  built(bundler, kind, {
    folder: folder('boundary-remote'),
    target,
    publicPath,
    federation: { name, filename: 'remoteEntry.js', exposes: { './Price': './src/price.js' }, shared, ...library },
  });

const host = (bundler) =>
  built(bundler, 'host', {
    folder: folder('boundary-host'),
    federation: {
      name: 'shell',
      remotes: {
        remote: `remote@${remoteSite.origin}/remoteEntry.js`,
        // A list: the package starts with the remotes of the scope `default`, and this one is not for pages.
        worker: { external: `remoteOfWorker@${workerSite.origin}/remoteEntry.js`, shareScope: ['default'] },
      },
      shared,
    },
  });

async function onPage(ask, argument) {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(`${hostSite.origin}/`);
    await page.waitForFunction(() => globalThis.started !== undefined, undefined, { timeout: 10_000 }).catch(() => {});
    assert.deepEqual(errors, []);
    return await page.evaluate(ask, argument);
  } finally {
    await page.close();
  }
}

describe('an entry that imports shared and remote modules, on a page', { skip }, () => {
  for (const hostBundler of hosts) {
    for (const remoteBundler of remotes) {
      it(`waits for them: host by ${hostBundler}, remote by ${remoteBundler}`, async () => {
        hostSite.folder = await host(hostBundler);
        remoteSite.folder = await remote(remoteBundler, 'page', 'remote', 'web');
        assert.deepEqual(await onPage(() => globalThis.started), expected);
      });
    }
  }
});

describe('a web worker that imports shared and remote modules', { skip }, () => {
  for (const hostBundler of hosts) {
    for (const remoteBundler of workerRemotes(hostBundler)) {
      it(`waits for them: host by ${hostBundler}, remote by ${remoteBundler}`, async () => {
        hostSite.folder = await host(hostBundler);
        remoteSite.folder = await remote('fedpack', 'page', 'remote', 'web');
        // With webpack and rspack `auto` is the address of the worker, not of the remote.
        const publicPath = remoteBundler.startsWith('fedpack') ? 'auto' : `${workerSite.origin}/`;
        workerSite.folder = await remote(remoteBundler, 'for-worker', 'remoteOfWorker', 'webworker', {}, publicPath);
        assert.deepEqual(await onPage(() => globalThis.askWorker()), expected);
      });
    }
  }
});

describe('a web worker that asks for a remote at run time, by its manifest', { skip }, () => {
  for (const hostBundler of ['fedpack-v2', 'fedpack-compact']) {
    for (const remoteBundler of ['fedpack-v2', 'fedpack-compact']) {
      it(`loads it, and asks plugins: host by ${hostBundler}, remote by ${remoteBundler}`, async () => {
        hostSite.folder = await built(hostBundler, 'late-host', {
          folder: folder('boundary-host'),
          entry: './src/late.js',
          federation: {
            name: 'shell',
            runtimePlugins: [path.join(folder('boundary-host'), 'src/asked.js')],
            shared,
          },
        });
        workerSite.folder = await remote(remoteBundler, 'for-worker', 'remoteOfWorker', 'webworker');
        const answer = await onPage((entry) => globalThis.askWorker({ entry }), `${workerSite.origin}/mf-manifest.json`);
        assert.deepEqual(answer, {
          price: '9.99 by the remote, with lib 1.1.0',
          version: '1.1.0',
          asked: ['init', 'beforeRequest remoteOfWorker/Price', 'onLoad remoteOfWorker/Price'],
        });
      });
    }
  }
});

/**
 * How a chunk of a container is found that came over HTTP is not part of any protocol: fedpack's runtime knows the address
 * that its file came from, the package has a plugin for it, webpack's own runtime reads the disk.
 */
const serverRemotes = {
  fedpack: ['fedpack', 'fedpack-compact'],
  'fedpack-compact': ['fedpack', 'fedpack-compact'],
  'fedpack-v2': ['fedpack-v2', 'enhanced', 'rspack-mf2'],
};

/** The package finds the files of remotes by a plugin of its own. */
const nodePlugin = require.resolve('@module-federation/node/runtimePlugin');

describe('a server that renders with a remote over HTTP', { skip }, () => {
  for (const hostBundler of hosts) {
    for (const remoteBundler of serverRemotes[hostBundler]) {
      it(`host by ${hostBundler}, remote by ${remoteBundler}`, async () => {
        const plugins = (bundler) => (/v2|mf2|enhanced/.test(bundler) ? { runtimePlugins: [nodePlugin] } : {});
        remoteSite.folder = await remote(remoteBundler, 'server-remote', 'remote', 'async-node', {
          library: { type: 'commonjs-module', name: 'remote' },
          ...plugins(remoteBundler),
        });
        const server = await built(hostBundler, 'server', {
          folder: folder('boundary-host'),
          target: 'async-node',
          entry: './src/server.js',
          library: { type: 'commonjs2' },
          federation: {
            name: 'server',
            remotes: { remote: `remote@${remoteSite.origin}/remoteEntry.js` },
            experiments: { asyncStartup: true },
            shared,
            ...plugins(hostBundler),
          },
        });
        const script = `require(${JSON.stringify(path.join(server, 'main.js'))})
          .then(({ page }) => page)
          .then((page) => console.log(JSON.stringify(page)), (error) => { console.error(error); process.exitCode = 1; })
          .finally(() => process.exit());`;
        const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
        assert.deepEqual(JSON.parse(stdout.trim().split('\n').at(-1)), { html: '<h1>rendered for 1.3.0</h1>', ...expected });
      });
    }
  }
});
