// `fedpack dev`: pages that are loaded again when they, or remotes that they use, have been built.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';

const binary = process.env.FEDPACK_BIN;
const isOracle = binary?.includes('oracle') === true;

let browser;
let root;
const running = [];

before(async () => {
  if (binary === undefined) throw new Error('FEDPACK_BIN names the binary under test');
  [browser, root] = await Promise.all([launch(chromium), mkdtemp(path.join(os.tmpdir(), 'fedpack-live-'))]);
});

after(async () => {
  await browser?.close();
  for (const child of running) child.kill();
  await rm(root, { recursive: true, force: true });
});

async function write(name, content) {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
}

/** `fedpack dev FOLDER` on a free port: its origin, when it answers. */
function dev(folder) {
  const child = spawn(path.resolve(binary), ['dev', path.join(root, folder), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const origin = /http:\/\/\S+/.exec(text)?.[0];
      if (origin) resolve(origin);
    });
    child.on('exit', () => reject(new Error(`fedpack dev ends: ${text}`)));
  });
}

const hostFiles = async (name, remote, dev) => {
  await write(`${name}/package.json`, { name });
  await write(`${name}/index.js`, "import('remote/word').then(({ word }) => (globalThis.word = word), (error) => (globalThis.word = error.message));\n");
  await write(`${name}/fedpack.config.json`, {
    entry: './index.js',
    html: true,
    federation: { name, remotes: { remote }, ...(dev && { dev }) },
  });
};

const shows = (page, word) => page.waitForFunction((word) => globalThis.word === word, word, { timeout: 20_000 });

describe('pages of fedpack dev', { skip: isOracle }, () => {
  it('are loaded again when a remote was built, or they themselves', async () => {
    await write('remote/package.json', { name: 'remote' });
    await write('remote/word.js', 'export const word = "one";\n');
    await write('remote/fedpack.config.json', {
      entry: {},
      federation: { name: 'remote', filename: 'remoteEntry.js', exposes: { './word': './word.js' } },
    });
    const remote = `remote@${await dev('remote')}/remoteEntry.js`;
    await hostFiles('host', remote);
    await hostFiles('still', remote, { disableLiveReload: true });
    const [host, still] = await Promise.all(['host', 'still'].map(async (name) => {
      const page = await browser.newPage();
      await page.goto(await dev(name));
      await shows(page, 'one');
      return page;
    }));
    // Chunks of a development build have no hash in their names: the remote's entry stays the same.
    await write('remote/word.js', 'export const word = "two";\n');
    await shows(host, 'two');
    assert.equal(await still.evaluate(() => globalThis.word), 'one');
    await write('host/index.js', "globalThis.word = 'three';\n");
    await shows(host, 'three');
    await write('still/index.js', "globalThis.word = 'four';\n");
    await shows(still, 'four');
    await host.close();
    await still.close();
  });

  it('are loaded again when the entry of a remote changes that another tool serves, or comes up', async () => {
    let word;
    const server = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      if (!word || request.url !== '/remoteEntry.js') return response.writeHead(word ? 404 : 503).end();
      const container = `{ init() {}, get: () => Promise.resolve(() => ({ word: "${word}" })) }`;
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(`var other = ${container};`);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = await browser.newPage();
    try {
      await hostFiles('guest', `other@http://127.0.0.1:${server.address().port}/remoteEntry.js`);
      await page.goto(await dev('guest'));
      await page.waitForFunction(() => globalThis.word?.includes('remoteEntry.js'));
      word = 'up';
      await shows(page, 'up');
      word = 'changed';
      await shows(page, 'changed');
    } finally {
      await page.close();
      server.closeAllConnections();
      server.close();
    }
  });
});
