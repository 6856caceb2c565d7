import { createRequire } from 'node:module';

// One file holds the entry and the container, which is what it exports.
const container = createRequire(import.meta.url)('./app/dist/main.js');
assert.equal(globalThis.entryRan, true);
assert.equal((await container.get('./thing'))().thing, 'thing');
done();
