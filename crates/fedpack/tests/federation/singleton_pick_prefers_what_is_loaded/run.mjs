import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

async function choose(name, entries) {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  const container = require('./consumer/dist/container.js');
  const versions = {};
  for (const [version, loaded] of entries) {
    versions[version] = { get: () => () => ({ __esModule: true, default: version }), from: 'table', eager: false };
    if (loaded) versions[version].loaded = 1;
  }
  await container.init({ [name]: versions });
  return (await container.get(`./${name}`))().default;
}

assert.equal(await choose('single', [['1.0.0'], ['2.0.0']]), '2.0.0');
assert.equal(await choose('single', [['2.0.0'], ['1.0.0']]), '2.0.0');
assert.equal(await choose('single', [['1.0.0', true], ['2.0.0']]), '1.0.0');
// The fold goes by insertion: a higher one that came first wins over a loaded lower one.
assert.equal(await choose('single', [['2.0.0'], ['1.0.0', true]]), '2.0.0');
assert.equal(await choose('single', [['1.0.0'], ['2.0.0', true], ['3.0.0']]), '2.0.0');
// Not a singleton: the highest, loaded or not.
assert.equal(await choose('plain', [['1.0.0', true], ['2.0.0']]), '2.0.0');
done();
