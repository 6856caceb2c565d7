// What containers of all bundlers have in common, as scripts on a page, as CommonJS and as ES modules: how they are initialised,
// what they say of what they do not expose, and that two of them may be remotes of each other.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

import { bundlers } from './bundlers.js';
import { folder, skip, stage } from './stage.js';

const require = createRequire(import.meta.url);
const shared = { lib: { singleton: true } };

/** The package of Module Federation 2 takes another scope in silence; webpack's protocol refuses it. */
const takesAnotherScope = (bundler) => ['fedpack-v2', 'enhanced', 'rspack-mf2'].includes(bundler);

const place = stage('containers', ['page', 'left', 'right'], skip);
const { sites } = place;

/**
 * Calls a function with the containers of some folders, in a page or in this process.
 *
 * @typedef {object} Format
 * @property {object} app
 * @property {(name: string) => object} federation
 * @property {(name: string, place: string) => string} remote how another build finds the container at a place
 * @property {(ask: Function, builds: { name: string, files: string }[]) => Promise<any>} ask
 */

/** @type {Record<string, Format>} */
const formats = {
  'a script on a page': {
    app: {},
    federation: () => ({}),
    remote: (name) => `${name}@${sites[name].origin}/remoteEntry.js`,
    async ask(ask, builds) {
      const places = [sites.left, sites.right];
      builds.forEach(({ files }, index) => (places[index].folder = files));
      sites.page.scripts = builds.map((_, index) => ({ src: `${places[index].origin}/remoteEntry.js` }));
      const page = await place.browser.newPage();
      try {
        await page.goto(`${sites.page.origin}/`);
        return await page.evaluate(`(${ask})(${builds.map(({ name }) => `globalThis.${name}`).join()})`);
      } finally {
        await page.close();
      }
    },
  },
  CommonJS: {
    app: { target: 'async-node' },
    federation: () => ({ library: { type: 'commonjs-module' }, remoteType: 'commonjs-module' }),
    remote: (_, place) => place,
    ask: (ask, builds) => ask(...builds.map(({ files }) => require(path.join(files, 'remoteEntry.js')))),
  },
  'an ES module': {
    app: { target: 'node20', module: true },
    federation: () => ({ library: { type: 'module' }, remoteType: 'import' }),
    remote: (_, place) => pathToFileURL(place).href,
    async ask(ask, builds) {
      const containers = builds.map(async ({ files }) => {
        await writeFile(path.join(files, 'package.json'), '{ "type": "module" }');
        return import(pathToFileURL(path.join(files, 'remoteEntry.js')).href);
      });
      return ask(...(await Promise.all(containers)));
    },
  },
};

/** In the page, too: it knows only its argument. */
async function initialise(remote) {
  const refusal = async (action) => {
    try {
      await action();
      return undefined;
    } catch (error) {
      return error.message;
    }
  };
  const own = { get: async () => () => ({ version: '1.9.0' }), from: 'host', eager: false };
  const scope = { lib: { '1.9.0': own } };
  await remote.init(scope);
  // Once more with the same scope is nothing new.
  await remote.init(scope);
  // The package adds one more when it has loaded an entry that does not say its own version.
  const versions = Object.keys(scope.lib).sort();
  const { price } = (await remote.get('./Price'))();
  return {
    versions,
    isShared: scope.lib['1.9.0'] === own,
    price: price(),
    unknown: await refusal(() => remote.get('./Nothing')),
    another: await refusal(() => remote.init({})),
    isSame: (await remote.get('./Price'))().price === price,
  };
}

async function goRound(left, right) {
  const scope = {};
  await left.init(scope);
  await right.init(scope);
  const versions = Object.keys(scope.lib);
  const ofLeft = (await left.get('./Side'))();
  const ofRight = (await right.get('./Side'))();
  return {
    versions,
    left: ofLeft.side,
    right: ofRight.side,
    other: await ofLeft.other(),
    isShared: ofRight.isShared && ofLeft.lib === ofRight.lib,
  };
}

let count = 0;

for (const [name, format] of Object.entries(formats)) {
  describe(`a container that is ${name}`, { skip }, () => {
    for (const bundler of Object.keys(bundlers)) {
      it(`is initialised once, and says what it does not expose: ${bundler}`, async () => {
        const files = path.join(place.output, `once-${(count += 1)}`);
        const app = { name: `once${count}`, folder: folder('boundary-remote'), ...format.app };
        const federation = { name: 'remote', filename: 'remoteEntry.js', exposes: { './Price': './src/price.js' }, shared };
        await bundlers[bundler]({ ...app, federation: { ...federation, ...format.federation() } }, files);
        const seen = await format.ask(initialise, [{ name: 'remote', files }]);
        assert.match(seen.unknown, /Module "\.\/Nothing" does not exist in container/);
        if (!takesAnotherScope(bundler)) {
          assert.match(seen.another, /already been initialized with a different share scope/);
        }
        assert.deepEqual(seen, {
          versions: ['1.3.0', '1.9.0'],
          isShared: true,
          price: '9.99 by the remote, with lib 1.9.0',
          unknown: seen.unknown,
          another: takesAnotherScope(bundler) ? undefined : seen.another,
          isSame: true,
        });
      });
    }
  });

  const pairs = [
    ...['fedpack', 'fedpack-v2', 'fedpack-compact'].map((bundler) => [bundler, bundler]),
    ...['fedpack', 'fedpack-compact'].flatMap((own) => [[own, 'webpack'], ['webpack', own], [own, 'rspack']]),
    ['fedpack-v2', 'enhanced'],
    ['enhanced', 'fedpack-v2'],
    ['fedpack-compact', 'rspack-mf2'],
    ['rspack-mf2', 'fedpack-compact'],
    ['fedpack-compact', 'fedpack-v2'],
  ];

  describe(`two containers that need each other, each ${name}`, { skip }, () => {
    for (const pair of pairs) {
      it(`${pair[0]} and ${pair[1]}`, async () => {
        count += 1;
        const files = Object.fromEntries(['left', 'right'].map((side) => [side, path.join(place.output, `circle-${count}-${side}`)]));
        const build = (side, other, bundler) =>
          bundlers[bundler](
            {
              name: side,
              folder: folder('circle'),
              ...format.app,
              federation: {
                name: side,
                filename: 'remoteEntry.js',
                exposes: { './Side': `./src/${side}.js` },
                remotes: { [other]: format.remote(other, path.join(files[other], 'remoteEntry.js')) },
                shared,
                ...format.federation(),
              },
            },
            files[side],
          );
        await build('left', 'right', pair[0]);
        await build('right', 'left', pair[1]);
        const seen = await format.ask(goRound, ['left', 'right'].map((side) => ({ name: side, files: files[side] })));
        assert.deepEqual(seen, {
          versions: ['1.3.0'],
          left: 'left',
          right: 'right of left',
          other: 'right of left',
          isShared: true,
        });
      });
    }
  });
}
