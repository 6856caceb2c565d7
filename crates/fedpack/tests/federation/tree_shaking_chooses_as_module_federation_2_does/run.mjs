import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const page = await createRequire(import.meta.url)('./host/dist/main.js').start();
// In development copies are whole.
const isShaken = process.env.FIXTURE_MODE !== 'development';
const entry = (key) => page.scope[key]['1.4.0'];
const { inferred, calculated, single } = { inferred: entry('inferred'), calculated: entry('calculated'), single: entry('single') };

assert.deepEqual({ ...page.usedExports }, { inferred: ['used'], calculated: ['used'], single: ['used'] });
assert.equal(page.inferred() + page.calculated() + page.single(), 3);
assert.deepEqual(globalThis.started.splice(0).sort(), ['calculated', 'inferred', 'single']);

if (isShaken) {
  // Who uses no more than the part gets that; a server that has not decided leaves the whole.
  assert.deepEqual([inferred.loaded, inferred.treeShaking.loaded], [undefined, true]);
  assert.deepEqual([calculated.loaded, calculated.treeShaking.loaded], [true, undefined]);
  assert.deepEqual(Object.keys(inferred.treeShaking.lib()), ['used']);
  assert.deepEqual(Object.keys(calculated.lib()).sort(), ['apart', 'unused', 'used']);
  // Nobody may register another singleton now.
  assert.deepEqual([single.loaded, single.treeShaking.loaded], [true, true]);
  // Declarations leave modules, too.
  const script = readFileSync(new URL('./host/dist/node_modules_inferred_index_js.js', import.meta.url), 'utf8');
  assert.ok(!script.includes('only for others'));
}

// Who comes later and uses more gets it of the same instances.
const greedy = await page.greedy();
assert.equal(greedy.inferred() + greedy.calculated() + greedy.single(), 6);
assert.equal(greedy.apart(), 'only for others: inferred');
assert.deepEqual(globalThis.started, []);
if (isShaken) {
  const part = inferred.treeShaking.lib();
  assert.deepEqual(Object.keys(part), ['used']);
  assert.equal((await inferred.get())().used, part.used);
  assert.deepEqual(Object.keys((await calculated.treeShaking.get())()), ['used']);
}
done();
