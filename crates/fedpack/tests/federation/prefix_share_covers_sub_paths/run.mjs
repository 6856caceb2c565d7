import { createRequire } from 'node:module';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.equal(app.sub, 'host sub');
assert.equal(app.deep, 'host deep');
assert.equal(app.remoteSub, 'host sub');
// The bare name does not start with `lib/`: not shared.
assert.equal(app.remoteRoot, 'remote root');
assert.deepEqual(Object.keys(app.scope).sort(), ['lib/deep/part.js', 'lib/sub']);
assert.equal('1.5.0' in app.scope['lib/sub'], true);
done();
