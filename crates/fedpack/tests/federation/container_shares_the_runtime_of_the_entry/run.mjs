import { createRequire } from 'node:module';

createRequire(import.meta.url)('./app/dist/main.js');
const app = await globalThis.app;
assert.deepEqual([app.version, app.otherVersion, app.ownVersion], ['1.9.0', '1.9.0', '1.9.0']);
done();
