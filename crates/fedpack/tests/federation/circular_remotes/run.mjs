import { createRequire } from 'node:module';

const { a, b, lib } = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.equal(a.lib, b.lib);
assert.equal(a.lib, lib.id);
assert.equal(a.name, 'page of a');
assert.equal(b.name, 'page of b with util of a');
assert.equal(await a.other(), 'util of b over util of a');
done();
