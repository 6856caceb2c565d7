import { createRequire } from 'node:module';

const host = await createRequire(import.meta.url)('./host/dist/main.js');

// Eager copies are there at once, the others only when they have been loaded.
assert.equal(host.loadShareSync('steady')().steady, host.steady);
assert.throws(() => host.loadShareSync('tool', { customShareInfo: { shareConfig: { requiredVersion: '^2.0.0' } } }), /RUNTIME-006/);

const lib = (await host.loadShare('lib'))();
const page = await host.start();
assert.deepEqual([lib.owner, lib.version], ['remote', '1.5.0'], 'the highest of the page, as for imports');
assert.equal(page.owner, 'remote');
assert.equal(host.loadShareSync('lib')(), lib, 'it has been loaded');

assert.equal((await host.loadShare('tool'))().version, '1.0.0', 'what the build accepts');
const other = { customShareInfo: { shareConfig: { requiredVersion: '2.x' } } };
assert.equal((await host.loadShare('tool', other))().version, '2.0.0', 'what the caller accepts');
assert.equal(await host.loadShare('tool', { customShareInfo: { shareConfig: { requiredVersion: '>3 || <1' } } }), false);
await assert.rejects(host.loadShare('nobody'), /Shared module nobody doesn't exist in shared scope default/);

const extra = { version: '3.1.0' };
host.registerShared({ tool: { version: '3.1.0', scope: 'default', lib: () => extra, shareConfig: { requiredVersion: '^3.0.0' } } });
assert.equal((await host.loadShare('tool'))(), extra, 'the highest that this build has');
assert.equal(page.version, '1.0.0');
assert.equal(page.thing, 'lib of remote, tool 2.0.0');
done();
