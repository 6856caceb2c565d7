// Manifests: fedpack's are the same in every build, and those of others may leave something out. `v2.test.js` has hosts and
// remotes of all bundlers.
import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';

import { bundlers, withManifests } from './bundlers.js';
import { folder, skip, stage } from './stage.js';

const shared = { lib: { singleton: true } };
const ofFedpack = withManifests.filter((name) => name.startsWith('fedpack'));

const place = stage('manifests', ['host', 'remote'], skip);
const { sites } = place;
const build = (bundler, name, app) => place.build(bundler, name, { name, folder: folder('boundary-remote'), ...app });

const container = (name, more) => ({ name, filename: 'remoteEntry.js', exposes: { './Price': './src/price.js' }, shared, ...more });

describe('output', { skip }, () => {
  // `crates/fedpack_cli/tests/cli/same_bytes.rs` has other protocols, folders and machines that are busy.
  for (const bundler of ofFedpack) {
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

/** What bundlers leave out, or an older version of their tools did. @type {Record<string, (manifest: any) => void>} */
const sparse = {
  'its own type, types and the version of a plugin': ({ metaData }) => {
    delete metaData.type;
    delete metaData.types;
    delete metaData.pluginVersion;
  },
  'entries of remotes that the remote itself uses': (manifest) => {
    manifest.remotes = [{ federationContainerName: 'third', moduleName: 'Thing', alias: 'third' }];
  },
  'files of what is exposed': (manifest) => {
    const none = { js: { sync: [], async: [] }, css: { sync: [], async: [] } };
    for (const row of [...manifest.exposes, ...manifest.shared]) row.assets = none;
  },
  'a public path that is fixed': ({ metaData }) => {
    metaData.publicPath = '';
  },
};

describe('a manifest without', { skip }, () => {
  for (const hostBundler of ofFedpack) {
    for (const remoteBundler of ['fedpack-v2', 'rspack-mf2']) {
      for (const [what, leaveOut] of Object.entries(sparse)) {
        it(`${what}: host by ${hostBundler}, remote by ${remoteBundler}`, async () => {
          sites.remote.folder = await build(remoteBundler, `sparse-${remoteBundler}`, { federation: container('remote') });
          const file = path.join(sites.remote.folder, 'mf-manifest.json');
          const manifest = JSON.parse(await readFile(file, 'utf8'));
          leaveOut(manifest);
          await writeFile(file, JSON.stringify(manifest));
          sites.host.folder = await build(hostBundler, `host-${hostBundler}`, {
            folder: folder('boundary-host'),
            federation: {
              name: 'shell',
              remotes: {
                remote: `remote@${sites.remote.origin}/mf-manifest.json`,
                // Nobody asks for it on this page.
                worker: { external: `worker@${sites.remote.origin}/worker.js`, shareScope: ['default'] },
              },
              shared,
            },
          });
          const page = await place.browser.newPage();
          const trouble = [];
          page.on('pageerror', (error) => trouble.push(error.message));
          await page.goto(`${sites.host.origin}/`);
          await page.waitForFunction(() => globalThis.started !== undefined, undefined, { timeout: 20_000 }).catch(() => {});
          assert.deepEqual(trouble, []);
          assert.deepEqual(await page.evaluate(() => globalThis.started), { price: '9.99 by the remote, with lib 1.3.0', version: '1.3.0' });
          await page.close();
        });
      }
    }
  }
});
