import { createRequire } from 'node:module';

const host = createRequire(import.meta.url)('./host/dist/main.js');
// The remote calls its scope `default`; it gets the host's `team`.
assert.deepEqual(Object.keys((await host.scope()).lib).sort(), ['1.0.0', '1.5.0']);
const app = await host.start();
assert.deepEqual([app.version, app.remoteVersion], ['1.5.0', '1.5.0']);
done();
