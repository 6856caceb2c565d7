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
globalThis.containers = {
  'http://shop.test/files/static/entry.js': container('shop'),
  'http://mirror.test/static/entry.js': container('mirror'),
  'http://deployed.test/entry.js': container('deployed'),
};
/** Another server has said where a remote is. */
globalThis.__FEDERATION__ = {
  moduleInfo: {
    'deployed:http://gone.test/mf-manifest.json': {
      publicPath: 'http://deployed.test/', remoteEntry: 'entry.js', remoteEntryType: 'global', globalName: 'deployed',
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
assert.equal(globalThis.__FEDERATION__.moduleInfo['shop:http://shop.test/mf-manifest.json'], made.remoteSnapshot);
assert.deepEqual(names(), ['beforeLoadRemoteSnapshot', 'loadSnapshot', 'loadRemoteSnapshot', 'afterLoadSnapshot']);

// A plugin may send the host elsewhere; what a server has said is not read again.
const instance = getInstance();
globalThis.change = (step, args) =>
  step === 'loadRemoteSnapshot' && args.moduleInfo.name === 'shop'
    ? { ...args, remoteSnapshot: { ...args.remoteSnapshot, publicPath: 'http://mirror.test/' } }
    : undefined;
delete globalThis.__FEDERATION__.moduleInfo['shop:http://shop.test/mf-manifest.json'];
instance.registerRemotes([{ name: 'shop', entry: 'http://shop.test/mf-manifest.json' }], { force: true });
assert.equal(await loadRemote('shop/List'), './List of mirror');
instance.registerRemotes([{ name: 'deployed', entry: 'http://gone.test/mf-manifest.json' }]);
assert.equal(await loadRemote('deployed/List'), './List of deployed');
assert.deepEqual(asked, ['http://shop.test/mf-manifest.json']);

// Containers and scopes that are there already.
const raw = instance.initRawContainer('raw', 'http://raw.test/entry.js', container('raw'));
assert.equal(await raw.get('raw/Item', './Item'), './Item of raw');
assert.equal(await loadRemote('raw/Item'), './Item of raw');
assert.equal(raw.remoteInfo.name, 'raw');
const scope = {};
globalThis.events.length = 0;
instance.initShareScopeMap('other', scope);
assert.deepEqual(names(), ['initContainerShareScopeMap']);
assert.equal(instance.shareScopeMap.other, scope);
const started = instance.initializeSharing('other');
assert.ok(Array.isArray(started));
await Promise.all(started);
assert.equal(instance.shareScopeMap.other, scope);
done();
