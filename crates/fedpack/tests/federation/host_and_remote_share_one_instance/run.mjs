import { createRequire } from 'node:module';

const { start } = createRequire(import.meta.url)('./host/dist/main.js');
const app = await start();
assert.equal(app.widget(), 'widget with lib 1.2.0 of host');
assert.equal(app.lib.version, app.libFromRemote.version);
assert.equal(globalThis.libInstances, 1);
assert.equal((await app.lazy()).text, 'lazy chunk of the remote, lib of host');
assert.equal((await app.again()).default, app.widget);
done();
