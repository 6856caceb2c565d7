import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const expected = { thing: 'thing with lib 1.1.0', version: '1.1.0' };

/** A page of its own: the remote has not met another host. */
const onNewPage = () => {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
};

/** An entry that is no library: it has started when it says so. */
const start = async (app) => {
  onNewPage();
  globalThis.started = undefined;
  require(`./${app}/dist/main.js`);
  assert.equal(globalThis.started, undefined, 'it waits');
  while (!globalThis.started) await new Promise((resolve) => setTimeout(resolve, 1));
  return globalThis.started;
};

assert.deepEqual(await start('host'), expected);
assert.deepEqual(await start('runtime-chunk'), expected);
// Its own version is in use when the remote's comes.
assert.equal((await start('compact')).version, '1.0.0');

onNewPage();
const promise = require('./promised/dist/main.js');
assert.ok(promise instanceof Promise);
assert.deepEqual({ ...(await promise) }, expected);

onNewPage();
// Importers of an ES module wait for it anyway.
const { thing, version } = await import('./module/dist/main.mjs');
assert.deepEqual({ thing, version }, expected);
done();
