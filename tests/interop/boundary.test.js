// Hosts of fedpack whose entries import shared and remote modules without an async boundary of their own, with remotes of all
// bundlers: on pages, in web workers (Chromium), and where a server renders with remotes over HTTP (Node).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';

import { bundlers } from './bundlers.js';
import { folder, skip, stage } from './stage.js';

const require = createRequire(import.meta.url);
const hosts = ['fedpack', 'fedpack-v2', 'fedpack-compact'];
const remotes = Object.keys(bundlers);
// The package of Module Federation 2 loads scripts by documents or Node's modules: with fedpack it starts in workers all the
// same. On the page it may start remotes that are only for workers, which webpack's and rspack's do not survive; and which then
// offer the same version of `lib` as the remote of the page. The greater name has the say, so theirs is the smaller one.
const workerRemotes = (hostBundler) =>
  hostBundler === 'fedpack-v2' ? hosts : [...hosts, 'webpack', 'rspack'];

const expected = { price: '9.99 by the remote, with lib 1.3.0', version: '1.3.0' };
const shared = { lib: { singleton: true } };

const place = stage('boundary', ['host', 'remote', 'worker'], skip);
const { sites } = place;

const remote = (bundler, kind, name, target, library, publicPath) =>
  place.built(bundler, kind, {
    folder: folder('boundary-remote'),
    target,
    publicPath,
    federation: { name, filename: 'remoteEntry.js', exposes: { './Price': './src/price.js' }, shared, ...library },
  });

const host = (bundler) =>
  place.built(bundler, 'host', {
    folder: folder('boundary-host'),
    federation: {
      name: 'shell',
      remotes: {
        remote: `remote@${sites.remote.origin}/remoteEntry.js`,
        // A list: the package starts with the remotes of the scope `default`, and this one is not for pages.
        worker: { external: `remoteOfWorker@${sites.worker.origin}/remoteEntry.js`, shareScope: ['default'] },
      },
      shared,
    },
  });

async function onPage(ask, argument) {
  const page = await place.browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(`${sites.host.origin}/`);
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
        sites.host.folder = await host(hostBundler);
        sites.remote.folder = await remote(remoteBundler, 'page', 'remote', 'web');
        assert.deepEqual(await onPage(() => globalThis.started), expected);
      });
    }
  }
});

describe('a web worker that imports shared and remote modules', { skip }, () => {
  for (const hostBundler of hosts) {
    for (const remoteBundler of workerRemotes(hostBundler)) {
      it(`waits for them: host by ${hostBundler}, remote by ${remoteBundler}`, async () => {
        sites.host.folder = await host(hostBundler);
        sites.remote.folder = await remote('fedpack', 'page', 'remote', 'web');
        // With webpack and rspack `auto` is the address of the worker, not of the remote.
        const publicPath = remoteBundler.startsWith('fedpack') ? 'auto' : `${sites.worker.origin}/`;
        sites.worker.folder = await remote(remoteBundler, 'for-worker', 'remoteOfWorker', 'webworker', {}, publicPath);
        assert.deepEqual(await onPage(() => globalThis.askWorker()), expected);
      });
    }
  }
});

describe('a web worker that asks for a remote at run time, by its manifest', { skip }, () => {
  for (const hostBundler of ['fedpack-v2', 'fedpack-compact']) {
    for (const remoteBundler of ['fedpack-v2', 'fedpack-compact']) {
      it(`loads it, and asks plugins: host by ${hostBundler}, remote by ${remoteBundler}`, async () => {
        sites.host.folder = await place.built(hostBundler, 'late-host', {
          folder: folder('boundary-host'),
          entry: './src/late.js',
          federation: {
            name: 'shell',
            runtimePlugins: [path.join(folder('boundary-host'), 'src/asked.js')],
            shared,
          },
        });
        sites.worker.folder = await remote(remoteBundler, 'for-worker', 'remoteOfWorker', 'webworker');
        const answer = await onPage((entry) => globalThis.askWorker({ entry }), `${sites.worker.origin}/mf-manifest.json`);
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
        sites.remote.folder = await remote(remoteBundler, 'server-remote', 'remote', 'async-node', {
          library: { type: 'commonjs-module', name: 'remote' },
          ...plugins(remoteBundler),
        });
        const server = await place.built(hostBundler, 'server', {
          folder: folder('boundary-host'),
          target: 'async-node',
          entry: './src/server.js',
          library: { type: 'commonjs2' },
          federation: {
            name: 'server',
            remotes: { remote: `remote@${sites.remote.origin}/remoteEntry.js` },
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
