import { createRequire } from 'node:module';

const { start } = createRequire(import.meta.url)('./host/dist/main.js');
const app = await start();
// 1.10 is higher than 1.2: numbers, not text.
assert.equal(app.version, '1.10.0 of remote');
assert.equal(app.remoteVersion, '1.10.0 of remote');
done();
