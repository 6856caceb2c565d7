import { createRequire } from 'node:module';

const manifest = {
  metaData: {
    globalName: 'shop', publicPath: 'http://shop.test/files/',
    remoteEntry: { name: 'entry.js', path: 'static', type: 'global' },
  },
  exposes: [],
  shared: [],
};
const container = (text) => ({
  init: () => {},
  get: async (name) => () => `${name} of ${text}`,
});
const asked = [];
globalThis.fetch = async (url) => (asked.push(url), { ok: true, json: async () => manifest });
globalThis.events = [];
globalThis.entries = [];
globalThis.containers = {
  'http://shop.test/files/static/entry.js': container('shop'),
  'http://mirror.test/static/entry.js': container('mirror'),
  'http://deployed.test/entry.js': container('deployed'),
  'http://servers.test/server.js': container('servers'),
};
/** Another server has said where a remote is. */
globalThis.__FEDERATION__ = {
  moduleInfo: {
    'deployed:http://gone.test/mf-manifest.json': {
      publicPath: 'http://deployed.test/', remoteEntry: 'entry.js', remoteEntryType: 'global', globalName: 'deployed',
    },
    // As the package of Module Federation 2 writes it down, for pages and for servers.
    'both:http://gone.test/mf-manifest.json': {
      publicPath: 'http://pages.test/', remoteEntry: 'entry.js', remoteEntryType: 'global', globalName: 'both',
      ssrPublicPath: 'http://servers.test/', ssrRemoteEntry: 'server.js', ssrRemoteEntryType: 'commonjs-module',
    },
  },
};
const { getInstance, loadRemote } = createRequire(import.meta.url)('./host/dist/main.js');
const names = () => globalThis.events.splice(0).map(([name]) => name);

assert.equal(await loadRemote('shop/List'), './List of shop');
const made = globalThis.events.find(([name]) => name === 'loadRemoteSnapshot')[1];
assert.equal(made.manifestUrl, 'http://shop.test/mf-manifest.json');
const { publicPath, remoteEntry, remoteEntryType, globalName } = made.remoteSnapshot;
assert.deepEqual(
  [publicPath, remoteEntry, remoteEntryType, globalName],
  ['http://shop.test/files/', 'static/entry.js', 'global', 'shop'],
);
assert.deepEqual([made.from, made.manifestJson], ['manifest', manifest]);
// Other runtimes on the page expect more of a snapshot: they read the manifest themselves.
assert.ok(!('shop:http://shop.test/mf-manifest.json' in globalThis.__FEDERATION__.moduleInfo));
assert.deepEqual(names(), ['beforeLoadRemoteSnapshot', 'loadSnapshot', 'loadRemoteSnapshot', 'afterLoadSnapshot']);

// A plugin may send the host elsewhere; what a server has said is not read again.
const instance = getInstance();
globalThis.change = (step, args) =>
  step === 'loadRemoteSnapshot' && args.moduleInfo.name === 'shop'
    ? { ...args, remoteSnapshot: { ...args.remoteSnapshot, publicPath: 'http://mirror.test/' } }
    : undefined;
instance.registerRemotes([{ name: 'shop', entry: 'http://shop.test/mf-manifest.json' }], { force: true });
assert.equal(await loadRemote('shop/List'), './List of mirror');
instance.registerRemotes([{ name: 'deployed', entry: 'http://gone.test/mf-manifest.json' }]);
assert.equal(await loadRemote('deployed/List'), './List of deployed');
const found = globalThis.events.filter(([name]) => name === 'loadRemoteSnapshot').at(-1)[1];
assert.deepEqual([found.from, found.manifestJson], ['global', undefined]);
globalThis.change = undefined;
instance.registerRemotes([{ name: 'both', entry: 'http://gone.test/mf-manifest.json' }]);
assert.equal(await loadRemote('both/List'), './List of servers');
assert.deepEqual(globalThis.entries.at(-1).type, 'commonjs-module');
assert.deepEqual(asked, ['http://shop.test/mf-manifest.json']);

// Containers and scopes that are there already.
const raw = instance.initRawContainer('raw', 'http://raw.test/entry.js', container('raw'));
assert.equal(await raw.get('raw/Item', './Item'), './Item of raw');
assert.equal(await loadRemote('raw/Item'), './Item of raw');
assert.equal(raw.remoteInfo.name, 'raw');

// A remote that is known stays what it is, and so does the global that its container is.
const known = { name: 'known', alias: 'same', entry: 'http://known.test/entry.js', shareScope: 'page', type: 'var' };
globalThis.known = container('known');
instance.registerRemotes([known]);
instance.initRawContainer('known', 'http://known.test/entry.js', globalThis.known);
assert.equal(await loadRemote('same/Item'), './Item of known');
assert.ok(globalThis.known);
assert.deepEqual(instance.options.remotes.filter(({ name }) => name === 'known'), [known]);
const scope = {};
globalThis.events.length = 0;
instance.initShareScopeMap('other', scope);
assert.deepEqual(names(), ['initContainerShareScopeMap']);
assert.equal(instance.shareScopeMap.other, scope);

// The hook is asked when the scope is there, and may put another one into its place.
const replaced = {};
globalThis.change = (step, { origin, scopeName, shareScope }) => {
  assert.equal(origin.shareScopeMap[scopeName], shareScope);
  origin.shareScopeMap[scopeName] = replaced;
};
instance.initShareScopeMap('mine', {});
assert.equal(instance.shareScopeMap.mine, replaced);
globalThis.change = (step, args) => ({ ...args, shareScope: replaced });
instance.initShareScopeMap('returned', {});
assert.equal(instance.shareScopeMap.returned, replaced);
globalThis.change = undefined;
const started = instance.initializeSharing('other');
assert.ok(Array.isArray(started));
await Promise.all(started);
assert.equal(instance.shareScopeMap.other, scope);
done();
