// Plugins that were written for Module Federation 2 run as they are in hosts of fedpack: its own runtime package (`v2`) and
// fedpack's (`compact`). And what developer tools put into a page and read there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { bundlers } from './bundlers.js';
import { folder, skip, stage } from './stage.js';

const require = createRequire(import.meta.url);
const run = promisify(execFile);
const binary = process.env.FEDPACK_BIN;
const shared = { lib: { singleton: true } };
const hosts = ['fedpack-v2', 'fedpack-compact'];
const started = { price: '9.99 by the remote, with lib 1.3.0', version: '1.3.0' };
/** Nobody asks for it on these pages. */
const worker = (origin) => ({ external: `worker@${origin}/worker.js`, shareScope: ['default'] });

const place = stage('plugins', ['host', 'remote'], skip);
const { sites } = place;
const build = (bundler, name, app) => place.build(bundler, name, { name, folder: folder('boundary-remote'), ...app });

const remote = (bundler, name, more, app) =>
  build(bundler, name, {
    federation: { name: 'remote', filename: 'remoteEntry.js', exposes: { './Price': './src/price.js' }, shared, ...more },
    ...app,
  });

const host = (bundler, name, entry, more) =>
  build(bundler, name, {
    folder: folder('boundary-host'),
    federation: {
      name: 'shell',
      remotes: { remote: `remote@${sites.remote.origin}/${entry}`, worker: worker(sites.remote.origin) },
      shared,
      ...more,
    },
  });

/** What the page of the host says when it has started. `prepare` may do something with it before. */
async function open(prepare = () => {}) {
  const page = await place.browser.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(error.message));
  try {
    await prepare(page);
    await page.goto(`${sites.host.origin}/`);
    await page.waitForFunction(() => globalThis.started !== undefined, undefined, { timeout: 20_000 }).catch(() => {});
    assert.deepEqual(trouble, []);
    return await page.evaluate(() => ({
      started: globalThis.started,
      told: globalThis.told,
      federation: globalThis.__FEDERATION__ && {
        instances: __FEDERATION__.__INSTANCES__.map(({ name, options }) => ({ name, remotes: options.remotes.map(({ name, entry }) => [name, entry]) })),
        shares: Object.values(__FEDERATION__.__SHARE__).map((scopes) =>
          Object.entries(scopes.default?.lib ?? {}).map(([version, entry]) => [version, entry.loaded === true]),
        ),
      },
    }));
  } finally {
    await page.close();
  }
}

describe('the retry plugin of Module Federation 2', { skip }, () => {
  const retry = (options) => ({ runtimePlugins: [[path.join(folder('boundary-host'), 'src/retry.js'), options]] });
  const script = { retryTimes: 3, retryDelay: 10 };

  for (const bundler of hosts) {
    it(`gets a container that was not there at first: host by ${bundler}`, async () => {
      sites.remote.folder = await remote('fedpack', `retry-remote-${bundler}`);
      sites.host.folder = await host(bundler, `retry-${bundler}`, 'remoteEntry.js', retry({ script }));
      sites.remote.failures = { '/remoteEntry.js': 2 };
      sites.remote.log.length = 0;
      assert.deepEqual((await open()).started, started);
      assert.equal(sites.remote.log.filter((name) => name === '/remoteEntry.js').length, 3);
    });

    it(`gets a manifest that was not there at first: host by ${bundler}`, async () => {
      sites.remote.folder = await remote('fedpack-v2', `retry-manifest-remote-${bundler}`);
      sites.host.folder = await host(bundler, `retry-manifest-${bundler}`, 'mf-manifest.json', retry({ fetch: { retryTimes: 3 } }));
      sites.remote.failures = { '/mf-manifest.json': 1 };
      sites.remote.log.length = 0;
      assert.deepEqual((await open()).started, started);
      assert.equal(sites.remote.log.filter((name) => name === '/mf-manifest.json').length, 2);
    });

    it(`gets a chunk of a remote that was not there at first: host by ${bundler}`, async () => {
      sites.remote.folder = await remote('fedpack', `retry-chunk-remote-${bundler}`);
      sites.host.folder = await host(bundler, `retry-chunk-${bundler}`, 'remoteEntry.js', retry({ script }));
      const names = await readdir(sites.remote.folder);
      const texts = await Promise.all(names.map((name) => readFile(path.join(sites.remote.folder, name), 'utf8')));
      const chunk = names.find((name, index) => name.startsWith('chunk-') && texts[index].includes('by the remote'));
      sites.remote.failures = { [`/${chunk}`]: 1 };
      sites.remote.log.length = 0;
      assert.deepEqual((await open()).started, started);
      assert.equal(sites.remote.log.filter((name) => name === `/${chunk}`).length, 2);
    });
  }
});

describe('the plugin of Module Federation 2 for Node', { skip }, () => {
  const runtimePlugins = [require.resolve('@module-federation/node/runtimePlugin')];
  const server = { target: 'async-node', library: { type: 'commonjs2' } };

  // `boundary.test.js` has the remotes of other bundlers.
  for (const bundler of hosts) {
    it(`finds the chunks of a remote over HTTP: ${bundler}`, async () => {
      sites.remote.folder = await remote(bundler, `node-remote-${bundler}`, { library: { type: 'commonjs-module', name: 'remote' }, runtimePlugins }, { target: 'async-node' });
      const files = await build(bundler, `node-host-${bundler}`, {
        folder: folder('boundary-host'),
        entry: './src/server.js',
        ...server,
        federation: {
          name: 'server',
          remotes: { remote: `remote@${sites.remote.origin}/remoteEntry.js` },
          experiments: { asyncStartup: true },
          runtimePlugins,
          shared,
        },
      });
      const code = `require(${JSON.stringify(path.join(files, 'main.js'))})
        .then(({ page }) => page)
        .then((page) => console.log(JSON.stringify(page)), (error) => { console.error(error); process.exitCode = 1; })
        .finally(() => process.exit());`;
      const { stdout } = await run(process.execPath, ['-e', code]);
      assert.deepEqual(JSON.parse(stdout.trim().split('\n').at(-1)), { html: '<h1>rendered for 1.3.0</h1>', ...started });
    });
  }
});

describe('developer tools', { skip }, () => {
  let extension;

  before(async () => {
    const target = path.join(place.output, 'extension');
    const config = path.join(place.output, 'extension.config.json');
    await mkdir(target, { recursive: true });
    const options = { context: folder('developer-tools'), mode: 'production', entry: './extension.js', output: { path: target, filename: 'main.js' } };
    await writeFile(config, JSON.stringify(options));
    await run(binary, ['build', folder('developer-tools'), '--config', config, '--no-color', '--quiet']);
    extension = await readFile(path.join(target, 'main.js'), 'utf8');
  });

  /** As extensions do it: before all scripts of the page. */
  const install = (stored) => async (page) => {
    const keep = Object.entries(stored).map(([key, value]) => `localStorage.setItem(${JSON.stringify(key)}, ${JSON.stringify(JSON.stringify(value))});`);
    const listen = "globalThis.told = []; addEventListener('message', ({ data }) => { if (data.told) told.push(data.told); });";
    await page.addInitScript(`if (location.origin !== 'null') { ${listen} ${keep.join(' ')} ${extension} }`);
  };

  for (const bundler of hosts) {
    describe(`with a host by ${bundler}`, () => {
      const plain = () => ({ runtimePlugins: [path.join(folder('boundary-host'), 'src/asked.js')] });

      before(async () => {
        sites.remote.folder = await remote('fedpack-v2', `tools-remote-${bundler}`);
        sites.remote.failures = {};
        sites.host.folder = await host(bundler, `tools-${bundler}`, 'mf-manifest.json', plain());
      });

      it('find instances, remotes and shares', async () => {
        const { started: seen, federation } = await open();
        assert.deepEqual(seen, started);
        const shell = federation.instances.find(({ name }) => name === 'shell');
        assert.deepEqual(shell.remotes.find(([name]) => name === 'remote'), ['remote', `${sites.remote.origin}/mf-manifest.json`]);
        for (const versions of federation.shares) {
          assert.deepEqual(versions.toSorted(), [['1.1.0', false], ['1.3.0', true]]);
        }
        assert.ok(federation.shares.length > 0);
      });

      it('are told of what is loaded', async () => {
        const { started: seen, told } = await open(install({}));
        assert.deepEqual(seen, started);
        const [first] = told;
        assert.deepEqual([first.name, first.entry, first.from], ['remote', `${sites.remote.origin}/mf-manifest.json`, 'manifest']);
      });

      it('give a remote another address', async () => {
        sites.host.folder = await host(bundler, `tools-elsewhere-${bundler}`, 'elsewhere/mf-manifest.json', plain());
        const entry = `${sites.remote.origin}/mf-manifest.json`;
        const { started: seen, federation } = await open(install({ addresses: { remote: entry } }));
        assert.deepEqual(seen, started);
        const shell = federation.instances.find(({ name }) => name === 'shell');
        assert.deepEqual(shell.remotes.find(([name]) => name === 'remote'), ['remote', entry]);
      });

      it('bring a snapshot, so that no manifest is read', async () => {
        const entry = `${sites.remote.origin}/nowhere/mf-manifest.json`;
        sites.host.folder = await host(bundler, `tools-snapshot-${bundler}`, 'nowhere/mf-manifest.json', plain());
        const snapshot = {
          version: entry,
          buildVersion: '1.0.0',
          globalName: 'remote',
          remoteEntry: 'remoteEntry.js',
          remoteEntryType: 'global',
          remoteTypes: '',
          remotesInfo: {},
          shared: [],
          modules: [{ moduleName: 'Price', modulePath: './Price', assets: { js: { sync: [], async: [] }, css: { sync: [], async: [] } } }],
          publicPath: `${sites.remote.origin}/`,
        };
        const { started: seen, told } = await open(install({ snapshots: { [`remote:${entry}`]: snapshot } }));
        assert.deepEqual(seen, started);
        assert.deepEqual([told[0].name, told[0].from], ['remote', 'global']);
      });
    });
  }
});
