import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Who provides 1.0.0 after a build named m-build has registered its own beside `existing`. */
async function provider(app, existing) {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  const container = require(`./${app}/dist/container.js`);
  const scope = { lib: { '1.0.0': { get: () => () => 'existing', ...existing } } };
  await container.init(scope);
  return scope.lib['1.0.0'].from;
}

// Equal eagerness: the greater name, by text.
assert.equal(await provider('lazy', { from: 'a-build', eager: false }), 'm-build');
assert.equal(await provider('lazy', { from: 'z-build', eager: false }), 'z-build');
assert.equal(await provider('eager', { from: 'z-build', eager: true }), 'z-build');
assert.equal(await provider('eager', { from: 'a-build', eager: true }), 'm-build');
// The eager one wins, whatever the names are.
assert.equal(await provider('eager', { from: 'z-build', eager: false }), 'm-build');
assert.equal(await provider('lazy', { from: 'a-build', eager: true }), 'a-build');
// What is loaded stays.
assert.equal(await provider('lazy', { from: 'a-build', eager: false, loaded: 1 }), 'a-build');
assert.equal(await provider('eager', { from: 'a-build', eager: false, loaded: 1 }), 'a-build');
// Entries of other runtimes have only get and from.
assert.equal(await provider('lazy', { from: 'a-build' }), 'm-build');
done();
