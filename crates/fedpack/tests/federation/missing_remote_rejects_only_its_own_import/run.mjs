import { createRequire } from 'node:module';

console.warn = () => {};
const host = createRequire(import.meta.url)('./host/dist/main.js');
await assert.rejects(host.gone(), (error) => /gone/.test(`${error.message}${error.stack}`));
await assert.rejects(host.broken(), /this container does not even load/);
assert.equal((await host.fine()).thing, 'fine');
assert.equal((await host.lib()).version, '1.0.0');
done();
