import { createRequire } from 'node:module';

globalThis.events = [];
globalThis.fetch = async (url) => {
  throw new Error(`${url} is down`);
};
const given = [];
globalThis.shopContainer = {
  init: (scope) => given.push(scope),
  get: async (name) => () => ({ list: `list of ${name}` }),
};
/** As the developer tools register theirs. */
globalThis.__FEDERATION__ = { __GLOBAL_PLUGIN__: [{ name: 'tool', init: ({ origin }) => globalThis.events.push(`tool ${origin.name}`) }] };

const host = await createRequire(import.meta.url)('./host/dist/main.js');
assert.deepEqual(globalThis.events.splice(0), [
  '> apply host', '> beforeInit', '> beforeRegisterRemote shop', '> registerRemote shop', '> init', 'tool host',
]);

const { list, version } = await host.start();
assert.equal(list, 'list of ./List');
assert.equal(version, 'of a plugin');
assert.equal(given.length, 1);
const events = globalThis.events.splice(0);
const inOrder = (...expected) => {
  const places = expected.map((event) => events.indexOf(`> ${event}`));
  assert.ok(places.every((place) => place >= 0), `${expected} in\n${events.join('\n')}`);
  assert.deepEqual(places, places.toSorted((a, b) => a - b), events.join('\n'));
};
inOrder('beforeRequest shop/List', 'afterMatchRemote shop', 'afterResolve shop', 'getModuleFactory', 'onLoad shop', 'afterLoadRemote shop');
inOrder('loadEntry shop', 'loadEntryError shop', 'afterLoadEntry shop', 'beforeInitContainer shop', 'initContainer shop', 'getModuleFactory');
inOrder('beforeRegisterShare lib', 'resolveShare lib', 'afterLoadShare lib');
inOrder('beforeLoadShare lib', 'resolveShare lib');

assert.deepEqual(await host.loadRemote('shop/Wrapped'), { list: 'wrapped list of ./List' });
globalThis.events.length = 0;

await assert.rejects(host.loadRemote('nobody/x'), /RUNTIME-004/);
assert.deepEqual(globalThis.events.splice(0), [
  '> beforeRequest nobody/x', '> afterMatchRemote nobody/x', '> errorLoadRemote nobody/x', '> afterLoadRemote nobody/x',
]);

host.getInstance().bridgeHook.lifecycle.beforeBridgeRender.emit({ name: 'x' });
assert.deepEqual(globalThis.events.splice(0), ['> beforeBridgeRender']);
host.registerGlobalPlugins([{ name: 'later' }]);
assert.equal(globalThis.__FEDERATION__.__GLOBAL_PLUGIN__.at(-1).name, 'later');
done();
