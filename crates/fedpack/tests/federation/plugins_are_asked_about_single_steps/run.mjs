import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

globalThis.events = [];
const inits = [];
const opened = {
  init: () => inits.push(1),
  get: async (name) => {
    if (name === './Missing') throw new Error('not exposed');
    return () => {
      if (name === './Broken') throw new Error('broken');
      return { name };
    };
  },
};
globalThis.container = opened;
const require = createRequire(import.meta.url);
const host = require('./host/dist/main.js');
const taken = () => globalThis.events.splice(0);
const hooks = (events) => events.map(([hook]) => hook);

assert.deepEqual(await host.loadRemote('shop/List'), { name: './List' });
const events = taken();
assert.deepEqual(hooks(events), [
  'beforeInitRemote', 'afterInitRemote', 'beforeGetExpose', 'getModuleFactory', 'afterGetExpose', 'beforeExecuteFactory', 'afterExecuteFactory',
]);
const of = Object.fromEntries(events);
for (const hook of Object.keys(of).filter((hook) => hook !== 'getModuleFactory')) {
  assert.equal(of[hook].id, 'shop/List', hook);
  assert.equal(of[hook].origin.name, 'host', hook);
  assert.equal((of[hook].remoteInfo ?? of[hook].moduleInfo).name, 'shop', hook);
  assert.equal(of[hook].error, undefined, hook);
}
assert.equal(of.afterInitRemote.remoteEntryExports, opened);
assert.equal(of.afterInitRemote.cached, undefined);
assert.deepEqual([of.beforeGetExpose.expose, of.beforeGetExpose.remoteEntryExports], ['./List', opened]);
assert.deepEqual(of.afterGetExpose.moduleFactory(), { name: './List' });
assert.deepEqual([of.beforeExecuteFactory.loadFactory, of.beforeExecuteFactory.expose], [true, './List']);
assert.deepEqual(of.afterExecuteFactory.exposeModule, { name: './List' });

// A container is initialised once, and whoever imports statically runs the factory when its own module runs.
await host.loadRemote('shop/Other', { loadFactory: false });
const second = taken();
assert.deepEqual(hooks(second), ['afterInitRemote', 'beforeGetExpose', 'getModuleFactory', 'afterGetExpose']);
assert.equal(second[0][1].cached, true);
assert.equal(inits.length, 1);
assert.equal((await host.start()).name, './Page');
assert.deepEqual(hooks(taken()), ['afterInitRemote', 'beforeGetExpose', 'getModuleFactory', 'afterGetExpose']);

// What fails is told, and fails all the same.
await assert.rejects(host.loadRemote('shop/Missing'), /not exposed/);
const missing = taken();
assert.deepEqual(hooks(missing).slice(-1), ['afterGetExpose']);
assert.match(missing.at(-1)[1].error.message, /not exposed/);
await assert.rejects(host.loadRemote('shop/Broken'), /broken/);
const broken = taken();
assert.deepEqual(hooks(broken).slice(-1), ['afterExecuteFactory']);
assert.match(broken.at(-1)[1].error.message, /broken/);

// Who names none of these hooks has no code for them.
const has = (app) => /afterInitRemote|ExecuteFactory/.test(readFileSync(new URL(`./${app}/dist/main.js`, import.meta.url), 'utf8'));
assert.deepEqual([has('host'), has('plain')], [true, false]);
assert.deepEqual(await require('./plain/dist/main.js').loadRemote('shop/List'), { name: './List' });

// What is preloaded is told module by module, unless a plugin says which files to preload.
const links = [];
globalThis.self = globalThis;
globalThis.document = {
  querySelector: () => null,
  createElement: () => ({ setAttribute() {} }),
  head: { appendChild: ({ href, as }) => links.push([as, href]) },
};
const assets = (name) => ({ js: { sync: [`${name}.js`], async: [] }, css: { sync: [], async: [] } });
globalThis.fetch = async () => ({
  ok: true,
  json: async () => ({
    metaData: { publicPath: 'http://shop.test/', globalName: 'shop', remoteEntry: { name: 'entry.js', path: '', type: 'global' } },
    exposes: ['List', 'Cart'].map((name) => ({ name, assets: assets(name) })),
    shared: [],
  }),
});
const { preloadRemote } = require('./page/dist/main.js');
await preloadRemote([{ nameOrAlias: 'shop', exposes: ['List'] }]);
assert.deepEqual(links.splice(0), [['script', 'http://shop.test/List.js']]);
const preloaded = taken();
assert.deepEqual(hooks(preloaded), ['generatePreloadAssets', 'handlePreloadModule']);
const [[, generating], [, handled]] = preloaded;
assert.deepEqual([generating.remoteInfo.name, generating.preloadOptions.exposes], ['shop', ['List']]);
assert.deepEqual([handled.id, handled.name, handled.preloadConfig.nameOrAlias], ['shop/List', 'shop', 'shop']);
assert.equal(handled.remoteSnapshot.publicPath, 'http://shop.test/');
globalThis.files = { jsAssetsWithoutEntry: ['http://cdn.test/all.js'], cssAssets: ['http://cdn.test/all.css'], entryAssets: [] };
await preloadRemote([{ nameOrAlias: 'shop' }]);
assert.deepEqual(links, [['script', 'http://cdn.test/all.js'], ['style', 'http://cdn.test/all.css']]);
assert.deepEqual(hooks(taken()), ['generatePreloadAssets']);
done();
