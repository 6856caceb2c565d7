import { createRequire } from 'node:module';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.equal(app.id, app.remoteId);
assert.equal(app.extra, app.otherExtra);
assert.deepEqual(Object.keys(app.scopes).sort(), ['second', 'team']);
done();
