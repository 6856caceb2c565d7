import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
for (const name of ['host', 'compact']) {
  const { own, remote } = require(`./${name}/dist/main.js`);
  assert.deepEqual(await own(), ['left and right', 'right and left', 'alone by itself']);
  assert.deepEqual(await remote(), ['left and right', 'right and left', 'alone by itself']);
}
done();
