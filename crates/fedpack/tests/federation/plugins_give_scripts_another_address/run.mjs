import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';

const asked = [];
const text = 'exports.shop = { init() {}, get: async (name) => () => `${name} of the mirror` };';
globalThis.fetch = async (url) => (asked.push(url), { ok: url.includes('mirror.test'), status: 404, text: async () => text });
const { loadRemote } = createRequire(import.meta.url)('./server/dist/main.js');
assert.equal(await loadRemote('shop/List'), './List of the mirror');

const worker = { console, importScripts: (url) => (asked.push(url), vm.runInContext(`var exports = self; ${text}`, worker)) };
worker.self = worker;
vm.createContext(worker);
vm.runInContext(readFileSync(new URL('./worker/dist/main.js', import.meta.url), 'utf8'), worker);
assert.equal(await worker.loaded, './List of the mirror');
assert.deepEqual(asked, ['http://mirror.test/entry.js', 'http://mirror.test/entry.js']);
done();
