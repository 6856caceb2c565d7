import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
// Without shaking (`usedExports` is off in development) a copy is whole, and there is nothing to restore.
const isShaken = process.env.FIXTURE_MODE !== 'development';
const assertEvaluated = (...names) => {
  const evaluated = globalThis.evaluated.splice(0).sort();
  if (isShaken) assert.deepEqual(evaluated, names);
};
// Exports that no file of usage lists, but that the host itself needs (`bump`), are there too.
assert.equal(app.one(), 'one 1');
assertEvaluated('one', 'state');

const modest = await app.modest();
assert.equal(modest.one, app.one);
assert.equal(modest.count(), 1);
assertEvaluated();

// The rest comes into the same modules, with the state that they have.
const greedy = await app.greedy();
assert.deepEqual(greedy.values(), ['the default', 'three 2', 'four function own', 'inside']);
assert.equal(greedy.one, app.one);
assert.equal(app.bump(), 3);
assertEvaluated('five', 'four', 'three', 'two');

// Who cannot say what it needs gets the whole package.
const stranger = await app.stranger();
assert.deepEqual(stranger.names, ['box', 'bump', 'count', 'default', 'five', 'four', 'one', 'own', 'renamed', 'two']);
assert.equal(stranger.two(), 'two 4');
assert.equal(stranger.lib.one, app.one);
assertEvaluated();

// The entry is an ordinary one, and gives the whole package, to everybody the same.
const entry = app.scope.lib['1.2.0'];
assert.equal((await entry.get())(), stranger.lib);
if (isShaken) assert.equal((await entry.getExports(['one']))(), stranger.lib);

if (isShaken) {
  const files = new URL('./host/dist/', import.meta.url);
  const holding = (text) =>
    readdirSync(files).filter((file) => file.endsWith('.js') && readFileSync(new URL(file, files), 'utf8').includes(text));
  assert.equal(holding('push("one")').length + holding('push(`one`)').length, 1);
  assert.notDeepEqual(holding('"two "').concat(holding('`two `')), holding('"one "').concat(holding('`one `')));
}
done();
