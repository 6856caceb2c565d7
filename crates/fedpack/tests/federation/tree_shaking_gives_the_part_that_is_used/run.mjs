import { createRequire } from 'node:module';

const page = await createRequire(import.meta.url)('./host/dist/main.js').start();
// In development copies are whole.
const isShaken = process.env.FIXTURE_MODE !== 'development';
const started = () => globalThis.started.splice(0).sort();

// What the build uses and what `usedExports` names is there at once, the rest when somebody needs it.
assert.equal(page.first(), 'first');
if (isShaken) assert.deepEqual(started(), ['first', 'second']);
const { getExports } = page.scope.lib['1.4.0'];
if (isShaken) assert.deepEqual(Object.keys((await getExports(['second']))()).sort(), ['first', 'second']);

const modest = await page.modest();
assert.equal(modest.second(), 'first-second');
if (isShaken) assert.deepEqual(started(), []);

// The rest comes into the same modules.
const greedy = await page.greedy();
assert.equal(greedy.third(), 'first-second-third');
assert.equal(greedy.taken(), 3);
if (isShaken) assert.deepEqual(started(), ['third']);
done();
