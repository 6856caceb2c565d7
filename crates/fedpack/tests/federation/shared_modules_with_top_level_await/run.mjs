import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A page of its own: the remotes have not met another host. */
const open = (app) => {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  globalThis.order = [];
  return require(`./${app}/dist/main.js`);
};

for (const name of ['host', 'compact']) {
  let app = open(name);
  const page = await app.page();
  assert.deepEqual(page.seen, [84, 42, 42, 42, 'at once 1.1.0', 'awaited 1.1.0', 21]);
  // In the order of the imports, and once. Who does not import it does not wait.
  assert.deepEqual(globalThis.order, ['first', 'slow starts', 'last', 'slow', 'above']);
  assert.equal((await page.later()).answer(), 42);

  const required = await app.required();
  assert.equal(required.isPromise, true);
  assert.equal(await required.answer(), 42);

  const seen = [84, 42, 'awaited 1.1.0', 'at once 1.1.0'];
  const expected = { seen, both: seen, pace: 'slow', took: [42, 42, 42, 14], later: 52 };
  assert.deepEqual({ ...(await app.remotes()) }, expected);
  assert.deepEqual((await app.view()).seen, seen);
  assert.deepEqual(globalThis.order.slice(5), ['slow starts', 'slow'], 'one more version, and nothing twice');

  // The remotes come first.
  app = open(name);
  assert.deepEqual((await app.view()).seen, seen);
  assert.deepEqual({ ...(await app.remotes()) }, expected);
  assert.deepEqual((await app.page()).seen, [84, 42, 42, 42, 'at once 1.1.0', 'awaited 1.1.0', 21]);
}
done();
