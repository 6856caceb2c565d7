// Entries without an async boundary of their own, and federated modules in web workers, in Chromium.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';

const binary = process.env.FEDPACK_BIN;
// webpack has no automatic boundary.
const isOracle = binary?.includes('oracle') === true;
const folder = fileURLToPath(new URL('./apps/federation', import.meta.url));

let browser;
let site;

before(async () => {
  if (binary === undefined) throw new Error('FEDPACK_BIN names the binary under test');
  [browser, site] = await Promise.all([launch(chromium), startSite()]);
  site.folder = folder;
  if (isOracle) return;
  for (const app of ['remote', 'host']) {
    await promisify(execFile)(path.resolve(binary), ['build', path.join(folder, app), '--no-color', '--quiet']);
  }
});

after(async () => {
  await browser?.close();
  await site?.close();
});

const expected = { price: '9.99 by the remote, with lib 1.3.0', version: '1.3.0' };
const kinds = {
  plain: ['main.js'],
  split: ['runtime.js', 'main.js'],
  module: ['main.mjs'],
  compact: ['main.js'],
};

describe('a host whose entry imports shared and remote modules', { skip: isOracle }, () => {
  for (const [kind, scripts] of Object.entries(kinds)) {
    it(`starts when they are there, and so does its worker: ${kind}`, async () => {
      const type = kind === 'module' ? 'module' : undefined;
      site.scripts = scripts.map((name) => ({ src: `/host/dist/${kind}/${name}`, type }));
      const page = await browser.newPage();
      const errors = [];
      page.on('pageerror', (error) => errors.push(error.message));
      try {
        await page.goto(`${site.origin}/`);
        await page.waitForFunction(() => globalThis.started !== undefined, undefined, { timeout: 10_000 }).catch(() => {});
        assert.deepEqual(errors, []);
        assert.deepEqual(await page.evaluate(() => globalThis.started), expected);
        assert.deepEqual(await page.evaluate(() => globalThis.askWorker()), expected);
      } finally {
        await page.close();
      }
    });
  }
});
