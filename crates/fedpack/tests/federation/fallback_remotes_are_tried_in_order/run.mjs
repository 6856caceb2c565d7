import { createRequire } from 'node:module';

console.warn = () => {};
const host = createRequire(import.meta.url)('./host/dist/main.js');
assert.equal((await host.start()).thing, 'from the second address');
await assert.rejects(host.nowhere());
done();
