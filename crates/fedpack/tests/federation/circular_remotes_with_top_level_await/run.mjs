import { createRequire } from 'node:module';

// In a circle nobody can wait for everybody: `a`, which awaits nothing, is done before what it imports.
const { b } = createRequire(import.meta.url)('./host/dist/main.js');
const page = await b();
assert.equal(page.name(), 'b');
assert.equal(page.both(), 'b+a');
done();
