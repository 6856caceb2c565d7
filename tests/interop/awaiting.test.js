// Shared and exposed modules with top-level await: importers have the exports, on pages, in Chromium.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { bundlers } from './bundlers.js';
import { folder, skip, stage } from './stage.js';

const own = ['fedpack', 'fedpack-v2', 'fedpack-compact'];
const peers = Object.keys(bundlers).filter((name) => !own.includes(name));

const place = stage('awaiting', ['host', 'remote'], skip);
const { sites } = place;

const remote = (bundler) =>
  place.built(bundler, 'remote', {
    folder: folder('awaiting-remote'),
    entry: './src/own.js',
    federation: {
      name: 'remote',
      filename: 'remoteEntry.js',
      exposes: { './Own': './src/own.js', './Taken': './src/taken.js' },
      shared: { slow: { import: false, singleton: true } },
    },
  });

const host = (bundler, entry) =>
  place.built(bundler, 'host', {
    folder: folder('awaiting-host'),
    entry,
    federation: {
      name: 'shell',
      remotes: { remote: `remote@${sites.remote.origin}/remoteEntry.js` },
      shared: { slow: { singleton: true } },
    },
  });

async function started() {
  const page = await place.browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(`${sites.host.origin}/`);
    await page.waitForFunction(() => globalThis.started !== undefined, undefined, { timeout: 10_000 }).catch(() => {});
    assert.deepEqual(errors, []);
    return await page.evaluate(() => globalThis.started);
  } finally {
    await page.close();
  }
}

describe('what shared and exposed modules await is done when importers run', { skip }, () => {
  for (const hostBundler of own) {
    for (const remoteBundler of own) {
      it(`host by ${hostBundler}, remote by ${remoteBundler}`, async () => {
        sites.host.folder = await host(hostBundler, './src/index.js');
        sites.remote.folder = await remote(remoteBundler);
        assert.deepEqual(await started(), { own: 'what the remote awaited', taken: 42, answers: [42, 42] });
      });
    }
  }
  for (const hostBundler of peers) {
    it(`exposed modules, for a host by ${hostBundler}`, async () => {
      sites.host.folder = await host(hostBundler, './src/peer.js');
      sites.remote.folder = await remote('fedpack');
      assert.deepEqual(await started(), { own: 'what the remote awaited' });
    });
  }
});
