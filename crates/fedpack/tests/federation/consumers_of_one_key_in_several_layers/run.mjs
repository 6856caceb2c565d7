import { createRequire } from 'node:module';

const { lib, edge, rim } = await createRequire(import.meta.url)('./host/dist/main.js').start();
// Nobody provides it, so each takes its own copy: that of its layer.
assert.notEqual(edge.instance, lib.instance);
assert.equal(rim.instance, lib.instance);
done();
