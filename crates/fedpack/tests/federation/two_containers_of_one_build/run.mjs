import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const first = require('./app/dist/first.js');
const second = require('./app/dist/second.js');
const a = (await first.get('./A'))();
const b = (await second.get('./B'))();
assert.deepEqual([a.name, b.name], ['a', 'b']);
assert.equal((await a.other()).name, 'b');
assert.equal((await (await a.other()).other()).name, 'a');
await assert.rejects(first.get('./B'), /does not exist in container/);
done();
