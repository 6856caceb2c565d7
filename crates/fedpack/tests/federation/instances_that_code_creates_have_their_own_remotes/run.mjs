import { createRequire } from 'node:module';

const scopes = [];
const container = (text) => ({ init: (scope) => void scopes.push(scope), get: async (name) => () => `${name} of ${text}` });
/** Which instance initialises which container. */
const initialised = [];
const hooks = Object.fromEntries(
  ['beforeInitContainer', 'initContainer'].map((hook) => [
    hook,
    (args) => {
      initialised.push([hook, args.origin.name, args.remoteInfo.entry]);
      return args;
    },
  ]),
);
/** Brings containers by the address that it is asked for, and writes down who asks. */
const asked = [];
const plugin = {
  name: 'containers',
  ...hooks,
  loadEntry: ({ remoteInfo, origin }) => {
    asked.push([origin.name, remoteInfo.entry]);
    return container(remoteInfo.entry);
  },
};
globalThis.__FEDERATION__ = { __GLOBAL_PLUGIN__: [{ name: 'tool', init: ({ origin }) => asked.push(['tool', origin.name]) }] };

const { createInstance, getInstance, loadRemote } = createRequire(import.meta.url)('./host/dist/main.js');
const second = createInstance({
  name: 'second',
  remotes: [{ name: 'shop', entry: 'http://second.test/entry.js' }, { name: 'far', alias: 'near', entry: 'http://far.test/entry.js' }],
  plugins: [plugin],
});
assert.equal(second.name, 'second');
assert.equal(getInstance().name, 'host');
assert.deepEqual(asked.splice(0), [['tool', 'second']]);
assert.equal(await second.loadRemote('shop/Cart'), './Cart of http://second.test/entry.js');
assert.equal(await second.loadRemote('near/Thing'), './Thing of http://far.test/entry.js');
assert.deepEqual(asked.splice(0), [['second', 'http://second.test/entry.js'], ['second', 'http://far.test/entry.js']]);

assert.deepEqual(initialised.splice(0), [
  ['beforeInitContainer', 'second', 'http://second.test/entry.js'],
  ['initContainer', 'second', 'http://second.test/entry.js'],
  ['beforeInitContainer', 'second', 'http://far.test/entry.js'],
  ['initContainer', 'second', 'http://far.test/entry.js'],
]);

// The build's own instance knows neither the plugin nor the remotes.
await assert.rejects(loadRemote('near/Thing'), /RUNTIME-004/);
getInstance().registerPlugins([{ ...plugin, name: 'other' }]);
assert.equal(await loadRemote('shop/Cart'), './Cart of http://shop.test/entry.js');
assert.deepEqual(asked, [['host', 'http://shop.test/entry.js']]);
assert.deepEqual(initialised.map(([, name]) => name), ['host', 'host']);

// All of them share with each other.
assert.equal(new Set(scopes).size, 1);
assert.ok('1.0.0' in scopes[0].lib);
assert.equal(second.shareScopeMap, getInstance().shareScopeMap);
assert.deepEqual(globalThis.__FEDERATION__.__INSTANCES__.map(({ name }) => name), ['host', 'second']);
done();
