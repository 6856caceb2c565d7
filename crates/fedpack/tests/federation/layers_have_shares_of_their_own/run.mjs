import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { lib, layered, scopes } = await require('./host/dist/main.js').start();
assert.notEqual(lib.instance, layered.instance, 'a layer has modules of its own');
assert.deepEqual(Object.keys(scopes).sort(), ['default', 'server']);
assert.equal((await scopes.default.lib['1.0.0'].get())().instance, lib.instance);
assert.equal((await scopes.server.lib['1.0.0'].get())().instance, layered.instance);
const server = await require('./host/dist/server.js').start();
assert.deepEqual(Object.keys(server.scopes), ['server'], 'the layer of the entry');
done();
