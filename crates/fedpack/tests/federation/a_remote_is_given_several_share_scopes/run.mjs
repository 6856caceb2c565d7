import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
for (const host of ['host', 'compact']) {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  const app = await require(`./${host}/dist/main.js`).start();
  // The remote has its scopes from the host by their names; of its own "third" the host knows nothing.
  assert.equal(app.scopes.first, app.own.first);
  assert.equal(app.scopes.second, app.own.second);
  assert.equal('third' in app.own, false);
  // The remote has no copy of ui; its icons are the newer ones, in both of the scopes that it registers them in.
  assert.deepEqual(app.owners, { icons: 'remote', ui: host });
  assert.deepEqual([app.icons, app.ui], ['remote', host]);
}
done();
