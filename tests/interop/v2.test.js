// What only Module Federation 2 has: manifests, remotes that are registered at run time, preloading, runtime plugins.
// Hosts and remotes of all bundlers that speak it, in all pairs, in Chromium.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, it } from 'node:test';

import { withManifests } from './bundlers.js';
import { folder, stage } from './stage.js';

const names = withManifests.filter((name) => !name.startsWith('fedpack') || process.env.FEDPACK_BIN !== undefined);

const place = stage('v2', ['host', 'remote', 'late']);
const { sites } = place;

const shared = { store: { singleton: true } };

const remote = (name) => ({
  name: `v2-${name}`,
  folder: folder('v2-remote'),
  federation: {
    name,
    filename: 'remoteEntry.js',
    exposes: { './counter': './src/counter.js', './lazy': './src/lazy.js' },
    shared,
  },
});

const host = (shareStrategy) => ({
  name: 'v2-host',
  folder: folder('v2-host'),
  federation: {
    name: 'shell',
    filename: 'remoteEntry.js',
    remotes: { remote: `remote@${sites.remote.origin}/mf-manifest.json` },
    runtimePlugins: [[path.join(folder('v2-host'), 'src/plugin.js'), { prefix: '> ' }]],
    shareStrategy,
    shared,
  },
});

const built = (bundler, app) => place.built(bundler, `${app.name}-${app.federation.shareStrategy ?? 'any'}`, app);

async function run() {
  const page = await place.browser.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(error.message));
  await page.addInitScript(
    (addresses) => { globalThis.addresses = addresses; },
    { late: `${sites.late.origin}/mf-manifest.json`, missing: `${sites.late.origin}/not/there/mf-manifest.json` },
  );
  await page.goto(`${sites.host.origin}/`);
  await page.waitForFunction(() => globalThis.result !== undefined, undefined, { timeout: 10_000 }).catch(() => {
    throw new Error(`the application did not finish: ${trouble.join('\n')}`);
  });
  const result = await page.evaluate(() => globalThis.result);
  const federation = await page.evaluate(() => ({
    instances: globalThis.__FEDERATION__?.__INSTANCES__?.map((instance) => instance.name),
    shares: Object.keys(globalThis.__FEDERATION__?.__SHARE__ ?? {}).length,
    providedBy: globalThis._FEDERATION_RUNTIME_CORE_FROM?.name,
  }));
  await page.close();
  return { ...result, federation };
}

for (const hostBundler of names) {
  for (const remoteBundler of names) {
    describe(`v2: host by ${hostBundler}, remotes by ${remoteBundler}`, () => {
      let result;

      before(async () => {
        sites.host.folder = await built(hostBundler, host('version-first'));
        sites.remote.folder = await built(remoteBundler, remote('remote'));
        sites.late.folder = await built(remoteBundler, remote('late'));
        result = await run();
        assert.equal(result.failed, undefined);
      });

      it('finds a remote by its manifest and shares one store', () => {
        assert.deepEqual(result.items, ['from the static import', 'from the late remote']);
        assert.deepEqual([result.version, result.storeVersion], ['1.5.0', '1.5.0']);
      });

      it('loads remotes that were registered at run time', () => {
        assert.equal(result.lazy, 'detail of the remote');
      });

      it('preloads the files that the manifest lists', () => {
        const own = result.preloaded.filter((address) => address.startsWith(sites.late.origin));
        assert.ok(own.some((address) => /chunk-.*\.js$/.test(address)), `of the late remote: ${own}`);
      });

      it('says which remote is missing', () => {
        assert.match(result.missing.error, /not\/there\/mf-manifest\.json/);
      });

      it('asks plugins, in the order of the life cycle', () => {
        assert.deepEqual(result.rescued, { value: { rescued: true } });
        const has = (event) => assert.ok(result.events.includes(event), `${event} in\n${result.events.join('\n')}`);
        ['beforeInit shell', 'init shell', 'beforeRegisterRemote late', 'beforeRequest late/counter',
          'afterResolve late/counter', 'onLoad late/counter', 'beforeRequest ghost/thing', 'beforeLoadShare store',
          'createScript /remoteEntry.js', 'errorLoadRemote ghost/thing onLoad'].forEach((event) => has(`> ${event}`));
        const order = ['beforeInit shell', 'init shell', 'beforeRequest remote/counter', 'onLoad remote/counter'];
        const places = order.map((event) => result.events.indexOf(`> ${event}`));
        assert.deepEqual(places, places.toSorted((a, b) => a - b), result.events.join('\n'));
      });

      it('is visible to the developer tools', () => {
        assert.equal(result.name, 'shell');
        assert.ok(result.federation.instances.includes('shell'), `${result.federation.instances}`);
        assert.ok(result.federation.shares > 0);
      });
    });
  }
}

for (const bundler of names) {
  it(`loaded-first takes the host's own version when built by ${bundler}`, async () => {
    sites.host.folder = await built(bundler, host('loaded-first'));
    sites.remote.folder = await built(bundler, remote('remote'));
    sites.late.folder = await built(bundler, remote('late'));
    const result = await run();
    assert.equal(result.failed, undefined);
    // With version-first it is 1.5.0 of the remote: here no remote was asked before the host needed a version.
    assert.deepEqual([result.version, result.storeVersion], ['1.2.0', '1.2.0']);
    assert.equal(result.items.length, 2);
  });
}

for (const bundler of names.filter((name) => name === 'fedpack-v2' || name === 'enhanced')) {
  it(`remotes by ${bundler} take the largest part of the package from a host of fedpack`, { skip: process.env.FEDPACK_BIN === undefined }, async () => {
    const withExperiments = (app, name, experiments) => ({ ...app, name, federation: { ...app.federation, experiments } });
    const taker = (name) => withExperiments(remote(name), `taker-${name}`, { externalRuntime: true });
    sites.host.folder = await built('fedpack-v2', withExperiments(host('version-first'), 'provider', { provideExternalRuntime: true }));
    sites.remote.folder = await built(bundler, taker('remote'));
    sites.late.folder = await built(bundler, taker('late'));
    const whole = await built(bundler, remote('remote'));
    const result = await run();
    assert.equal(result.failed, undefined);
    assert.deepEqual(result.items, ['from the static import', 'from the late remote']);
    assert.equal(result.federation.providedBy, 'shell');
    const size = async (folder) => (await stat(path.join(folder, 'remoteEntry.js'))).size;
    assert.ok((await size(sites.remote.folder)) < (await size(whole)) / 2, 'the remote has not got it as well');
  });
}
