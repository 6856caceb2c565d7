import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const container = require('./remote/dist/container.js');

assert.deepEqual(Object.keys(container).sort(), ['get', 'init']);
assert.equal(existsSync('remote/dist/named-chunk.js'), true);

// An unknown expose is a rejected promise, not an exception.
const unknown = container.get('./Unknown');
await assert.rejects(unknown, { message: 'Module "./Unknown" does not exist in container.' });
await assert.rejects(container.get('esm'), /Module "esm" does not exist in container\./);

const scope = {};
await container.init(scope);
assert.deepEqual(Object.keys(scope), ['lib']);
const entry = scope.lib['1.0.0'];
assert.equal(entry.from, 'remote-build');
assert.equal(Boolean(entry.eager), false);
assert.equal(typeof entry.get, 'function');
// The same scope object again is fine; another one is not.
await container.init(scope);
assert.throws(
  () => container.init({}),
  /Container initialization failed as it has already been initialized with a different share scope/,
);

// get() loads, the factory evaluates.
const several = await container.get('./several');
assert.equal(globalThis.evaluated, undefined);
assert.equal(several().name, 'second');
assert.deepEqual(globalThis.evaluated, ['first', 'second']);
assert.equal(several(), several());

assert.equal((await container.get('.'))().default, 'root');
assert.equal((await container.get('./cjs'))()(), 'cjs');
assert.equal((await container.get('./named'))().named, true);
assert.equal((await container.get('./esm'))().value, 'own lib');
assert.ok(scope.lib['1.0.0'].loaded);
const throws = await container.get('./throws');
assert.throws(throws, /expose fails while evaluating/);
assert.equal((await (await container.get('./async'))()).value, 'awaited');
done();
