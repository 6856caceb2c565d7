import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let warnings = [];
console.warn = (message) => warnings.push(String(message));

/** A new instance of the whole build: sharing is initialised once per instance. */
function freshContainer() {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  return require('./consumer/dist/container.js');
}

/** What the consumer gets from a scope with these versions: a value, or `error: …`. */
async function choose(name, versions) {
  warnings = [];
  const scope = { [name]: {} };
  for (const version of versions) {
    scope[name][version] = { get: () => () => ({ __esModule: true, default: version }), from: 'table', eager: false };
  }
  if (versions.length === 0) delete scope[name];
  const container = freshContainer();
  await container.init(scope);
  try {
    const factory = await container.get(`./${name}`);
    return factory().default;
  } catch (error) {
    return `error: ${error.message}`;
  }
}

const compatible = ['1.0.0', '1.5.0', '1.4.9', '2.0.0'];
const incompatible = ['2.0.0', '3.0.0'];
const unsatisfied = /Unsatisfied version 3\.0\.0 from table of shared singleton module (singleton-version|singleton-strict|bare-singleton) \(required \^1\.0\.0\)/;

// No range: the highest there is.
assert.equal(await choose('load', compatible), '2.0.0');
// A range: the highest that satisfies; nothing satisfies: the highest, with a warning.
assert.equal(await choose('version', compatible), '1.5.0');
assert.deepEqual(warnings, []);
assert.equal(await choose('version', incompatible), '3.0.0');
assert.match(warnings[0], /No satisfying version \(\^1\.0\.0\) of shared module version found in shared scope default/);
assert.match(warnings[0], /Available versions: .*2\.0\.0 from table/);
// Strict: nothing satisfies: the own copy.
assert.equal(await choose('strict', compatible), '1.5.0');
assert.equal(await choose('strict', incompatible), 'local');
assert.deepEqual(warnings, []);
// Singletons: the highest, whatever is asked.
assert.equal(await choose('singleton', compatible), '2.0.0');
assert.equal(await choose('singleton-version', ['1.0.0', '1.5.0']), '1.5.0');
assert.deepEqual(warnings, []);
assert.equal(await choose('singleton-version', incompatible), '3.0.0');
assert.match(warnings[0], unsatisfied);
assert.match(await choose('singleton-strict', incompatible), unsatisfied);
assert.equal(await choose('singleton-strict', ['1.1.0']), '1.1.0');
// Without an own copy.
assert.equal(await choose('bare', compatible), '1.5.0');
assert.equal(await choose('bare', incompatible), '3.0.0');
assert.match(await choose('bare', []), /Shared module bare doesn't exist in shared scope default/);
assert.match(await choose('bare-strict', incompatible), /No satisfying version \(\^1\.0\.0\) of shared module bare-strict found/);
assert.match(await choose('bare-strict', []), /Shared module bare-strict doesn't exist in shared scope default/);
assert.match(await choose('bare-singleton', incompatible), unsatisfied);
assert.match(await choose('bare-singleton', []), /Shared module bare-singleton doesn't exist in shared scope default/);
// Only the own copy there.
assert.equal(await choose('load', []), 'local');
assert.equal(await choose('strict', []), 'local');
done();
