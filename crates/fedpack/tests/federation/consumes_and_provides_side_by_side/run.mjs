import { createRequire } from 'node:module';

const { lib, absent, scopes } = await createRequire(import.meta.url)('./app/dist/main.js').start();
assert.equal(lib, 'local lib');
// The first instance that takes a request answers it.
assert.match(absent, /Shared module absent doesn't exist in shared scope one/);
assert.deepEqual(Object.keys(scopes.one), ['lib']);
assert.deepEqual(Object.keys(scopes.one.lib), ['1.2.0']);
// A module is provided once by each instance.
assert.deepEqual(Object.keys(scopes.two).sort(), ['renamed', 'tool']);
assert.deepEqual(Object.keys(scopes.two.tool), ['2.0.0']);
done();
