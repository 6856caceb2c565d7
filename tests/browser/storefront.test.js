// The example shop, built by fedpack and served by `fedpack serve` on three origins, walked through as a visitor would.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

import { defaultOrigins, flows, runFlows } from '../../examples/storefront/e2e.mjs';
import { launch } from '../support/launch.js';

const storefront = fileURLToPath(new URL('../../examples/storefront', import.meta.url));
const apps = Object.entries(defaultOrigins).map(([name, origin]) => ({ name, port: Number(new URL(origin).port) }));

describe('storefront', () => {
  let browser;
  let server;

  before(async () => {
    const binary = process.env.FEDPACK_BIN;
    if (binary === undefined) throw new Error('FEDPACK_BIN names the binary under test');
    for (const { name } of apps) await promisify(execFile)(binary, ['build', name, '--quiet'], { cwd: storefront });
    for (const { port } of apps) assert.equal(await answers(port), false, `port ${port} is taken`);
    const folders = apps.map(({ name, port }) => `${path.join(storefront, name, 'dist')}:${port}`);
    server = spawn(binary, ['serve', '--quiet', ...folders], { stdio: ['ignore', 'ignore', 'inherit'] });
    await Promise.all(apps.map(({ port }) => served(port)));
    browser = await launch(chromium);
  });

  after(async () => {
    await browser?.close();
    server?.kill();
  });

  it('works in every flow', async (t) => {
    const page = await browser.newPage();
    const passed = await runFlows(page);
    assert.equal(passed.length, flows.length);
    t.diagnostic(`flows: ${passed.join('; ')}`);
    await page.close();
  });
});

function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: 'localhost' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function served(port) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await answers(port)) return;
    await pause(100);
  }
  throw new Error(`nothing answers on port ${port}`);
}
