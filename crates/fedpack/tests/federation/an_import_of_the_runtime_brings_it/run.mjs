import { createRequire } from 'node:module';

// Neither the options name a protocol nor is a package of Module Federation 2 installed.
const scopes = [];
const container = (text) => ({ init: (scope) => void scopes.push(scope), get: async (name) => () => ({ list: `${name} of ${text}` }) });
globalThis.shop = container('shop');
globalThis.late = container('late');

const host = createRequire(import.meta.url)('./host/dist/main.js');
assert.equal(host.name(), 'host');
const { list, version } = await host.start();
assert.deepEqual([list, version], ['./List of shop', '1.0.0']);

host.register([{ name: 'late', entry: 'data:text/javascript,module.exports = globalThis.late' }]);
assert.deepEqual(await host.load('late/Cart'), { list: './Cart of late' });
assert.deepEqual(await host.load('shop/Cart'), { list: './Cart of shop' });

// What is loaded by name shares with what is imported.
assert.equal(new Set(scopes).size, 1);
assert.ok('1.0.0' in scopes[0].lib);
done();
