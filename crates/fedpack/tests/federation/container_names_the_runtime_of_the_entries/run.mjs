import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const main = require('./app/dist/main.js');
const container = require('./app/dist/container.js');
const counter = (await container.get('./Counter'))();
assert.deepEqual([main.count(), counter.count()], [1, 2], 'one instance under one runtime');
assert.equal(require('./app/dist/alone.js').count(), 1, 'runtime: false');
assert.deepEqual(fs.readdirSync(new URL('app/dist', import.meta.url)).filter((name) => name.startsWith('common')), [
  'common.js',
]);
done();
