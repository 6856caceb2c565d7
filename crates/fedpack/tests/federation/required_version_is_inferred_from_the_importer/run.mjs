import { createRequire } from 'node:module';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.equal(app.version, '2.1.0');
// ^1.0.0: the highest 1.x of the page, which the remote brings.
assert.equal(app.old, '1.2.3');
assert.equal(app.peer, '2.1.0');
assert.equal(app.remoteVersion, '1.2.3');
done();
