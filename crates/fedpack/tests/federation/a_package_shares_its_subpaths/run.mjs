import { createRequire } from 'node:module';

const { button, icons, plain, sub, thing, scope } = await createRequire(import.meta.url)('./host/dist/main.js').start();
// One instance of the subpath, from the build with the highest version, and it sees the package's own.
assert.deepEqual(button, { button: '1.5.0', root: '1.5.0' });
assert.equal(thing.button, button);
// What is no code is bundled.
assert.deepEqual([icons.icons, thing.icons.icons], ['1.0.0', '1.5.0']);
// `subpaths: false`.
assert.deepEqual([plain, thing.plain], ['1.5.0', '1.5.0']);
assert.deepEqual([sub, thing.sub], ['sub 1.0.0', 'sub 1.5.0']);
assert.deepEqual(Object.keys(scope).sort(), ['plain', 'ui', 'ui/button']);
done();
