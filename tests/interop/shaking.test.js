// Copies of shared packages that have a part of them: built with what two applications use, shaken after the build, or with
// `treeShaking`. Hosts of all bundlers, remotes whose needs grow and shrink, in Chromium: what is missing comes into the same
// modules, with one React throughout.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';
import { bundlers } from './bundlers.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('./apps/shaking', import.meta.url));
const NAMES = ['provider', 'modest', 'greedy', 'stranger'];
const EVERY_NAME = 'Frame,Label,Tally,first,second,third,visits';

let output;
let browser;
const sites = {};
const builds = new Map();

const share = (options = {}) => ({
  react: { singleton: true },
  'react-dom': { singleton: true },
  // Copies of the others are older, so that nobody takes one.
  kit: { singleton: true, version: '1.4.0', requiredVersion: '^1.0.0', ...options },
});

const remote = (name, shared = share(), federation = {}) => ({
  name: `shaking-${name}`,
  folder,
  entry: `./src/${name}.js`,
  federation: { name, filename: 'remoteEntry.js', exposes: { './View': `./src/${name}.js` }, shared, ...federation },
});

const provider = (options) => remote('provider', share({ version: '1.5.0', ...options }), { shareUsage: true });

const host = () => ({
  name: 'shaking-host',
  folder,
  entry: './src/host.js',
  federation: {
    name: 'host',
    remotes: Object.fromEntries(NAMES.map((name) => [name, `${name}@${sites[name].origin}/remoteEntry.js`])),
    shared: share(),
  },
});

/** Each application is built once by each bundler, when it is first needed. */
function built(bundler, app, key = app.name) {
  const target = path.join(output, `${key}-${bundler}`);
  if (!builds.has(target)) builds.set(target, bundlers[bundler](app, target).then(() => target));
  return builds.get(target);
}

const fedpack = (...args) => run(process.env.FEDPACK_BIN, [...args, '--no-color']);

/** What `modest` and the provider itself use. */
async function union() {
  const modest = await built('fedpack', remote('modest', share(), { shareUsage: true }), 'told');
  const whole = await built('fedpack', provider({ annotate: true }), 'annotated');
  const file = path.join(output, 'union.json');
  await run(process.env.FEDPACK_BIN, ['share', 'merge', modest, whole, '-o', file]);
  return { file, whole };
}

const providers = {
  async 'built with usage'(bundler) {
    const { file } = await union();
    return built(bundler, provider({ usage: file }), 'usage');
  },
  async 'shaken after the build'() {
    const { file, whole } = await union();
    const target = path.join(output, 'shaken');
    await rm(target, { recursive: true, force: true });
    await cp(whole, target, { recursive: true });
    await fedpack('share', 'shake', target, '--usage', file);
    return target;
  },
};

async function visit(order, { fails = false } = {}) {
  const page = await browser.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') trouble.push(message.text()); });
  await page.addInitScript((names) => { globalThis.order = names; }, order);
  Object.values(sites).forEach((site) => { site.log.length = 0; });
  await page.goto(`${sites.host.origin}/`);
  await page.waitForFunction(() => globalThis.result !== undefined, undefined, { timeout: 10_000 }).catch(() => {
    throw new Error(`the application did not finish: ${trouble.join('\n')}`);
  });
  const result = await page.evaluate(() => globalThis.result);
  await page.close();
  if (!fails) assert.equal(result.failed, undefined);
  return result;
}

/** Chunks of the provider that were loaded, of those that have a text. */
async function loaded(text) {
  const files = await readdir(sites.provider.folder);
  const has = async (name) => (await readFile(path.join(sites.provider.folder, name), 'utf8')).includes(text);
  const holding = [];
  for (const name of files.filter((file) => /^chunk-.*\.js$/.test(file))) if (await has(name)) holding.push(`/${name}`);
  return holding.filter((name) => sites.provider.log.includes(name));
}

function checkGrowing(result) {
  assert.deepEqual([result.reacts, result.stores], [1, 1], 'one React, one kit');
  assert.equal(result.seen.modest, 'first-first,first-first-second,function');
  assert.equal(result.seen.greedy, 'first-first-second-third one!');
  assert.equal(result.seen.stranger, `${EVERY_NAME} 4 visits, said by a function that few applications need`);
  assert.equal(result.text, 'greedy in the frame of the hoststranger in the frame of the host');
}

before(async () => {
  output = await mkdtemp(path.join(tmpdir(), 'fedpack-interop-shaking-'));
  browser = await launch(chromium);
  for (const name of ['host', ...NAMES]) sites[name] = await startSite();
});

after(async () => {
  await browser?.close();
  await Promise.all(Object.values(sites).map((site) => site.close()));
  if (process.env.FEDPACK_KEEP === undefined) await rm(output, { recursive: true, force: true });
});

const hasFedpack = process.env.FEDPACK_BIN !== undefined;
const hosts = ['fedpack', 'fedpack-compact', 'fedpack-v2', 'webpack', 'rspack', 'rspack-mf2'];

for (const [kind, build] of Object.entries(providers)) {
  for (const hostBundler of hosts) {
    describe(`kit ${kind}, host by ${hostBundler}`, { skip: !hasFedpack }, () => {
      before(async () => {
        sites.host.folder = await built(hostBundler, host());
        sites.provider.folder = await build('fedpack');
        sites.modest.folder = await built('fedpack', remote('modest', share(), { shareUsage: true }));
        sites.greedy.folder = await built(hostBundler, remote('greedy'));
        sites.stranger.folder = await built('webpack', remote('stranger'));
      });

      it('gives whoever comes next what it needs, in one instance', async () => {
        checkGrowing(await visit(['provider', 'modest', 'greedy', 'stranger']));
      });

      it('gives the same to those who need less, after one who needs all', async () => {
        const result = await visit(['stranger', 'greedy', 'modest', 'provider']);
        assert.deepEqual([result.reacts, result.stores], [1, 1]);
        assert.equal(result.seen.stranger, `${EVERY_NAME} 1 visits, said by a function that few applications need`);
        assert.equal(result.seen.greedy, 'first-third one!');
        assert.equal(result.seen.modest, 'first-third-first,first-third-first-second,function');
        assert.equal(result.text, 'stranger in the frame of the hostgreedy in the frame of the host');
      });

      it('loads no more than a part while nobody needs more', { skip: hostBundler !== 'fedpack' }, async () => {
        sites.host.folder = await built('fedpack', { ...host(), federation: { ...host().federation, shareUsage: true } }, 'modest-host');
        await visit(['provider', 'modest']);
        assert.equal((await loaded('second')).length, 1);
        assert.deepEqual(await loaded('third'), []);
      });
    });
  }
}

/** Copies that have no more than what the fleet uses. */
const sealed = {
  async 'built with usage and seal'() {
    const { file } = await union();
    return built('fedpack', provider({ usage: file, seal: true }), 'sealed');
  },
  async 'sealed after the build'() {
    const { file, whole } = await union();
    const target = path.join(output, 'sealed-later');
    await rm(target, { recursive: true, force: true });
    await cp(whole, target, { recursive: true });
    await fedpack('share', 'shake', target, '--usage', file, '--seal');
    return target;
  },
};

for (const [kind, build] of Object.entries(sealed)) {
  describe(`kit ${kind}`, { skip: !hasFedpack }, () => {
    const telling = (app) => ({ ...app, federation: { ...app.federation, shareUsage: true } });

    before(async () => {
      sites.host.folder = await built('fedpack', telling(host()), 'modest-host');
      sites.provider.folder = await build();
      sites.modest.folder = await built('fedpack', remote('modest', share(), { shareUsage: true }));
      sites.greedy.folder = await built('fedpack', telling(remote('greedy')), 'telling-greedy');
      sites.stranger.folder = await built('webpack', remote('stranger'));
    });

    it('serves the fleet, with one React', async () => {
      const result = await visit(['provider', 'modest']);
      assert.deepEqual([result.reacts, result.stores], [1, 1]);
      assert.equal(result.seen.modest, 'first-first,first-first-second,function');
    });

    it('refuses who needs more, and says for whom it is', async () => {
      const { failed } = await visit(['modest', 'greedy'], { fails: true });
      assert.match(failed, /Shared module kit is sealed: it has what shaking-modest, shaking-provider need, but not .*third/);
    });

    it('refuses a stranger, who cannot say what it needs', async () => {
      const { failed } = await visit(['modest', 'stranger'], { fails: true });
      assert.match(failed, /Shared module kit is sealed: it has what shaking-modest, shaking-provider need, but not all of it/);
    });
  });
}

// With the package of Module Federation 2, the part is given by `treeShaking` of the entry.
for (const greedyBundler of ['fedpack-v2', 'rspack-mf2']) {
  describe(`treeShaking, greedy remote by ${greedyBundler}`, { skip: !hasFedpack }, () => {
    const shaken = (options) => share({ treeShaking: { mode: 'runtime-infer' }, ...options });

    before(async () => {
      const app = host();
      sites.host.folder = await built('fedpack-v2', { ...app, federation: { ...app.federation, shared: shaken() } }, 'infer-host');
      const ofProvider = shaken({ version: '1.5.0', treeShaking: { mode: 'runtime-infer', usedExports: ['first', 'second', 'Frame'] } });
      sites.provider.folder = await built('fedpack-v2', remote('provider', ofProvider), 'infer-provider');
      sites.modest.folder = await built('fedpack-v2', remote('modest', shaken()), 'infer-modest');
      const shared = greedyBundler === 'fedpack-v2' ? shaken() : share();
      sites.greedy.folder = await built(greedyBundler, remote('greedy', shared), 'infer-greedy');
      sites.stranger.folder = await built('webpack', remote('stranger'));
    });

    it('gives whoever comes next what it needs, in one instance', async () => {
      checkGrowing(await visit(['provider', 'modest', 'greedy', 'stranger']));
    });

    it('gives a part while nobody needs more', async () => {
      await visit(['provider', 'modest']);
      assert.equal((await loaded('second')).length, 1);
      assert.deepEqual(await loaded('third'), []);
    });
  });
}
