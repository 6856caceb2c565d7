// Shared and exposed modules with top-level await: importers have the exports, on pages, in Chromium.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';
import { bundlers } from './bundlers.js';

const skip = process.env.FEDPACK_BIN === undefined ? 'FEDPACK_BIN does not name a binary' : false;
const folder = (name) => fileURLToPath(new URL(`./apps/${name}`, import.meta.url));
const own = ['fedpack', 'fedpack-v2', 'fedpack-compact'];
const peers = Object.keys(bundlers).filter((name) => !own.includes(name));

let output;
let browser;
let hostSite;
let remoteSite;
const builds = new Map();

before(async () => {
  if (skip) return;
  output = await mkdtemp(path.join(tmpdir(), 'fedpack-awaiting-'));
  [browser, hostSite, remoteSite] = await Promise.all([launch(chromium), startSite(), startSite()]);
});

after(async () => {
  await browser?.close();
  await Promise.all([hostSite, remoteSite].map((site) => site?.close()));
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

const remote = (bundler) =>
  built(bundler, 'remote', {
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
  built(bundler, 'host', {
    folder: folder('awaiting-host'),
    entry,
    federation: {
      name: 'shell',
      remotes: { remote: `remote@${remoteSite.origin}/remoteEntry.js` },
      shared: { slow: { singleton: true } },
    },
  });

async function started() {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(`${hostSite.origin}/`);
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
        hostSite.folder = await host(hostBundler, './src/index.js');
        remoteSite.folder = await remote(remoteBundler);
        assert.deepEqual(await started(), { own: 'what the remote awaited', taken: 42, answers: [42, 42] });
      });
    }
  }
  for (const hostBundler of peers) {
    it(`exposed modules, for a host by ${hostBundler}`, async () => {
      hostSite.folder = await host(hostBundler, './src/peer.js');
      remoteSite.folder = await remote('fedpack');
      assert.deepEqual(await started(), { own: 'what the remote awaited' });
    });
  }
});
