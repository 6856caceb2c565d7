// What containers of all bundlers have in common, and what is asked of fedpack's besides: initialisation, stable bytes,
// and plugins that were written for Module Federation 2.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';
import { bundlers, withManifests } from './bundlers.js';

const require = createRequire(import.meta.url);
const skip = process.env.FEDPACK_BIN === undefined ? 'FEDPACK_BIN does not name a binary' : false;
const folder = (name) => fileURLToPath(new URL(`./apps/${name}`, import.meta.url));
const shared = { lib: { singleton: true } };

let output;

before(async () => {
  output = await mkdtemp(path.join(tmpdir(), 'fedpack-rows-'));
});

after(async () => {
  if (process.env.FEDPACK_KEEP === undefined) await rm(output, { recursive: true, force: true });
});

async function build(bundler, name, app) {
  const target = path.join(output, name);
  await bundlers[bundler]({ name, folder: folder('boundary-remote'), ...app }, target);
  return target;
}

const container = (name, more) => ({
  name,
  filename: 'remoteEntry.js',
  exposes: { './Price': './src/price.js' },
  shared,
  ...more,
});

describe('a container', { skip }, () => {
  for (const bundler of Object.keys(bundlers)) {
    it(`is initialised once, and says what it does not expose: ${bundler}`, async () => {
      const name = `once_${bundler.replace(/-/g, '_')}`;
      const files = await build(bundler, name, {
        target: 'async-node',
        federation: container(name, { library: { type: 'commonjs-module', name } }),
      });
      const { [name]: remote } = require(path.join(files, 'remoteEntry.js'));
      const version = { get: async () => () => ({ version: '1.9.0' }), from: 'host', eager: false };
      const scope = { lib: { '1.9.0': version } };
      await remote.init(scope);
      // Once more with the same scope is nothing new.
      await remote.init(scope);
      assert.deepEqual(Object.keys(scope.lib).toSorted(), ['1.3.0', '1.9.0']);
      assert.equal(scope.lib['1.9.0'], version, 'the scope is shared, not copied');
      const { price } = (await remote.get('./Price'))();
      assert.equal(price(), '9.99 by the remote, with lib 1.9.0');
      await assert.rejects(async () => remote.get('./Nothing'), /Module "\.\/Nothing" does not exist in container/);

      const another = async () => remote.init({});
      // The package takes another scope in silence; webpack's protocol refuses it.
      if (bundler === 'fedpack-v2' || bundler === 'enhanced' || bundler === 'rspack-mf2') await another();
      else await assert.rejects(another, /already been initialized with a different share scope/);
    });
  }
});

describe('output', { skip }, () => {
  for (const bundler of withManifests.filter((name) => name.startsWith('fedpack'))) {
    it(`is the same in ten builds, manifest and stats included: ${bundler}`, async () => {
      const contents = [];
      for (let count = 0; count < 10; count += 1) {
        const files = await build(bundler, `same-${bundler}-${count}`, { name: 'same', federation: container('same') });
        const names = (await readdir(files)).toSorted();
        assert.ok(names.includes('mf-manifest.json') && names.includes('mf-stats.json'), names.join());
        contents.push(await Promise.all(names.map(async (name) => [name, await readFile(path.join(files, name), 'utf8')])));
      }
      for (const other of contents.slice(1)) assert.deepEqual(other, contents[0]);
    });
  }
});

describe('the retry plugin of Module Federation 2', { skip }, () => {
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

  for (const bundler of ['fedpack-v2', 'fedpack-compact']) {
    it(`gets a container that was not there at first: host by ${bundler}`, async () => {
      remoteSite.folder = await build('fedpack', `retry-remote-${bundler}`, { federation: container('remote') });
      remoteSite.failures = { '/remoteEntry.js': 2 };
      remoteSite.log.length = 0;
      hostSite.folder = await build(bundler, `retry-${bundler}`, {
        folder: folder('boundary-host'),
        federation: {
          name: 'shell',
          remotes: {
            remote: `remote@${remoteSite.origin}/remoteEntry.js`,
            // Nobody asks for it on this page.
            worker: { external: `worker@${remoteSite.origin}/worker.js`, shareScope: ['default'] },
          },
          runtimePlugins: [[path.join(folder('boundary-host'), 'src/retry.js'), { retryTimes: 3, retryDelay: 10 }]],
          shared,
        },
      });
      const page = await browser.newPage();
      const trouble = [];
      page.on('pageerror', (error) => trouble.push(error.message));
      await page.goto(`${hostSite.origin}/`);
      await page.waitForFunction(() => globalThis.started !== undefined, undefined, { timeout: 10_000 }).catch(() => {});
      assert.deepEqual(trouble, []);
      assert.deepEqual(await page.evaluate(() => globalThis.started), { price: '9.99 by the remote, with lib 1.3.0', version: '1.3.0' });
      assert.equal(remoteSite.log.filter((name) => name === '/remoteEntry.js').length, 3);
      await page.close();
    });
  }
});
