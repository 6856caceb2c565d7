import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';

const require = createRequire(import.meta.url);
require('./app/dist/one.js');
require('./app/dist/two.js');
for (let i = 0; i < 100 && Object.keys(globalThis.seen ?? {}).length < 2; i++) await setTimeout(10);
const { one, two } = globalThis.seen;
assert.equal(one[0], one[1]);
assert.equal(one[0], two[0]);
assert.equal(one[0], two[1]);
done();
