import { createRequire } from 'node:module';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.equal(app.remoteVersion, '1.5.0');
await assert.rejects(app.absent(), /Shared module absent doesn't exist in shared scope default/);
done();
