import { createRequire } from 'node:module';

const { start } = createRequire(import.meta.url)('./host/dist/main.js');
const app = await start();
assert.deepEqual([app.version, app.remoteVersion], ['1.2.0', '2.5.0']);
done();
