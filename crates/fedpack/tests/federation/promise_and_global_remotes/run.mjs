import { createRequire } from 'node:module';

const container = (label) => ({ init() {}, get: async (name) => () => ({ name: `${label} ${name}` }) });
globalThis.GlobalRemote = container('global');
globalThis.lateRemote = () => new Promise((resolve) => setTimeout(resolve, 5, container('late')));
const host = createRequire(import.meta.url)('./host/dist/main.js');
assert.equal((await host.late()).name, 'late ./Thing');
assert.equal((await host.there()).name, 'global ./sub/Thing');
assert.equal((await host.root()).name, 'global .');
assert.equal((await host.local()).name, 'local ./Thing');
done();
