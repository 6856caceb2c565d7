import { createRequire } from 'node:module';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.equal(app.store, app.sameFile);
assert.equal(app.store, app.remoteStore);
assert.equal(app.store.owner, 'host');
done();
