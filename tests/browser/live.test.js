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
const dev = (folder) => start('dev', folder, '--port', '0');

/** `fedpack VERB FOLDER OPTIONS`: its origin, when it answers. */
function start(verb, folder, ...options) {
  const child = spawn(path.resolve(binary), [verb, path.join(root, folder), ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
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

  it('are loaded again when what was missing comes, however many frames they have', async () => {
    await write('site/other.html', '<!doctype html><title>other</title>');
    const origin = await start('serve', 'site', '--live', '--port', '0');
    const page = await browser.newPage();
    assert.equal((await page.goto(origin)).status(), 404);
    const frames = '<iframe src="/other.html"></iframe>'.repeat(8);
    await write('site/index.html', `<!doctype html><title>first</title>${frames}`);
    await page.waitForFunction(() => document.title === 'first');
    // Frames that kept a connection each would leave none for what follows.
    await page.waitForFunction(() => [...document.querySelectorAll('iframe')].every(({ contentDocument }) => contentDocument.title === 'other'));
    await write('site/other.html', '<!doctype html><title>another</title>');
    await page.waitForFunction(() => [...document.querySelectorAll('iframe')].every(({ contentDocument }) => contentDocument?.title === 'another'));
    await page.close();
  });

  it('are loaded again when a build ends while they are read', async () => {
    let asked;
    const isAsked = new Promise((resolve) => (asked = resolve));
    let release;
    const slow = createServer((request, response) => {
      asked();
      release = () => response.end('');
    });
    await new Promise((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const script = `<script src="http://127.0.0.1:${slow.address().port}/slow.js"></script>`;
    await write('slow/index.html', `<!doctype html><title>old</title>${script}`);
    const origin = await start('serve', 'slow', '--live', '--port', '0');
    const page = await browser.newPage();
    try {
      // The page is loaded again before it has loaded.
      await page.goto(origin, { waitUntil: 'commit' });
      await isAsked;
      const build = async () => /build=(\d+)/.exec(await (await fetch(origin)).text())[1];
      const before = await build();
      await write('slow/index.html', '<!doctype html><title>new</title>');
      while ((await build()) === before) await new Promise((resolve) => setTimeout(resolve, 20));
      release();
      await page.waitForFunction(() => document.title === 'new');
    } finally {
      await page.close();
      slow.closeAllConnections();
      slow.close();
    }
  });

  it('are loaded again when a server of fedpack comes up, and not for ever when an entry is another each time', async () => {
    let count = 0;
    const restless = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      if (request.url !== '/remoteEntry.js') return response.writeHead(404).end();
      response.end(`// ${++count}`);
    });
    await new Promise((resolve) => restless.listen(0, '127.0.0.1', resolve));
    // A port that nobody listens on.
    const free = createServer();
    await new Promise((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address();
    await new Promise((resolve) => free.close(resolve));
    // What cannot be an address is no reason to follow nothing after it.
    const entries = ['http://[', `http://127.0.0.1:${restless.address().port}/remoteEntry.js`];
    const instances = JSON.stringify([{ options: { remotes: entries.map((entry) => ({ entry })) } }]);
    await write('waiting/index.html', `<!doctype html><title>waiting</title><script>__FEDERATION__ = { __INSTANCES__: ${instances} }</script>`);
    await write('late/index.html', '<!doctype html><title>late</title>');
    const origin = await start('serve', 'waiting', '--live', '--port', '0', '--live-remote', `http://localhost:${port}/remoteEntry.js`);
    const page = await browser.newPage();
    try {
      let loads = 0;
      page.on('load', () => (loads += 1));
      // Of three loads, and one with which it is given up.
      const isGivenUp = page.waitForEvent('console', { predicate: (message) => message.text().includes('another text each time'), timeout: 40_000 });
      await page.goto(origin);
      await isGivenUp;
      assert.equal(loads, 4);
      // Until the page has noticed that nobody answers there.
      await page.waitForTimeout(500);
      const isLoaded = page.waitForEvent('load', { timeout: 20_000 });
      await start('serve', 'late', '--live', '--port', String(port));
      await isLoaded;
    } finally {
      await page.close();
      restless.closeAllConnections();
      restless.close();
    }
  });
});
