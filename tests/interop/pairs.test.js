// Hosts and remotes of fedpack, webpack and rspack in all pairs, in Chromium, on two origins. The pairs without
// fedpack are the control: they show what the applications do on the bundlers that npm is tested against.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { bundlers } from './bundlers.js';
import { folder, stage } from './stage.js';

const names = Object.keys(bundlers).filter((name) => !name.startsWith('fedpack') || process.env.FEDPACK_BIN !== undefined);

const place = stage('pairs', ['host', 'remote']);
const { sites } = place;

const shared = {
  react: { singleton: true },
  'react-dom': { singleton: true },
  'react-dom/client': { singleton: true, packageName: 'react-dom' },
  'cart-store': { singleton: true },
  greeting: {},
};

/** Addresses are known before the builds: the servers are there first. */
function apps() {
  return {
    host: {
      name: 'interop-host',
      folder: folder('host'),
      federation: {
        name: 'host',
        filename: 'remoteEntry.js',
        exposes: { './Banner': './src/banner.js' },
        remotes: {
          remote: `remote@${sites.remote.origin}/remoteEntry.js`,
          missing: `missing@${sites.remote.origin}/not/there/remoteEntry.js`,
        },
        shared,
      },
    },
    remote: {
      name: 'interop-remote',
      folder: folder('remote'),
      federation: {
        name: 'remote',
        filename: 'remoteEntry.js',
        exposes: { './Widget': './src/widget.js', './Panel': './src/panel.js' },
        remotes: { host: `host@${sites.host.origin}/remoteEntry.js` },
        shared,
      },
    },
  };
}

const built = (bundler, app) => place.built(bundler, app, apps()[app]);

async function open(site) {
  const page = await place.browser.newPage();
  page.trouble = [];
  page.on('pageerror', (error) => page.trouble.push(error.message));
  await page.goto(`${site.origin}/`);
  await page.locator('#label').waitFor({ timeout: 10_000 }).catch((error) => {
    throw new Error(`the application did not start: ${page.trouble.join('\n') || error.message}`);
  });
  return page;
}

for (const hostBundler of names) {
  for (const remoteBundler of names) {
    describe(`host by ${hostBundler}, remote by ${remoteBundler}`, () => {
      let page;
      const text = (selector) => page.locator(selector).textContent();
      const becomes = (selector, expected) =>
        page.locator(selector, { hasText: expected }).waitFor({ timeout: 10_000 });
      const style = (selector, property) =>
        page.locator(selector).evaluate((element, name) => getComputedStyle(element)[name], property);

      before(async () => {
        sites.host.folder = await built(hostBundler, 'host');
        sites.remote.folder = await built(remoteBundler, 'remote');
        sites.remote.log.length = 0;
        page = await open(sites.host);
      });

      after(() => page?.close());

      it('shares React once: state works across the boundary', async () => {
        assert.equal(await page.evaluate(() => globalThis.sameReact), true);
        assert.equal(await text('#label'), 'from the host');
        await page.click('#count');
        await page.click('#count');
        await becomes('#count', 'clicked 2');
      });

      it('shares the store', async () => {
        await page.click('#add');
        await becomes('#host-items', 'host sees 1');
        assert.equal(await page.evaluate(() => globalThis.cartStores), 1);
      });

      it('keeps two incompatible versions apart', async () => {
        assert.equal(await text('#host-greeting'), 'greeting 1.3.0 of the host');
        assert.equal(await text('#remote-greeting'), 'greeting 2.1.0 of the remote');
      });

      it('loads style sheets of host and remote', async () => {
        assert.equal(await style('.host', 'borderTopColor'), 'rgb(1, 2, 3)');
        assert.equal(await style('.widget', 'backgroundColor'), 'rgb(10, 20, 30)');
      });

      it('loads lazy chunks of the remote from its own origin', async () => {
        const before = new Set(sites.remote.log);
        await page.click('#more');
        await becomes('#detail', 'detail from a lazy chunk of the remote');
        assert.equal(await style('#detail', 'color'), 'rgb(200, 100, 50)');
        const loaded = sites.remote.log.filter((name) => !before.has(name));
        assert.deepEqual(loaded.map((name) => path.extname(name)).sort(), ['.css', '.js']);
      });

      it('isolates a missing remote', async () => {
        await becomes('#missing', 'failed:');
        const message = await text('#missing');
        // Each runtime says it in its own words; the address is in all of them.
        assert.match(message, /Loading script failed|Failed to load script|RUNTIME-\d+/);
        assert.match(message, /not\/there\/remoteEntry\.js/);
      });

      it('lets the remote consume the host', async () => {
        await page.click('#open');
        await becomes('#banner', 'banner of the host × 1');
        await page.click('#banner');
        await becomes('#banner', 'banner of the host × 2');
      });

      it('throws nothing on the page', () => {
        assert.deepEqual(page.trouble, []);
      });
    });
  }
}

if (process.env.FEDPACK_BIN === undefined) {
  it.skip('pairs with fedpack: FEDPACK_BIN does not name a binary');
}

describe('a remote on its own', () => {
  for (const bundler of names) {
    it(`runs as an application when built by ${bundler}`, async () => {
      sites.remote.folder = await built(bundler, 'remote');
      const page = await open(sites.remote);
      assert.equal(await page.locator('#label').textContent(), 'alone');
      assert.deepEqual(page.trouble, []);
      await page.close();
    });
  }
});
