import { createRequire } from 'node:module';

const { values, scope } = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.deepEqual(values, ['index', 'a', 'b', 'internal', 'old']);
assert.deepEqual(Object.keys(scope).sort(), ['lib', 'lib/a', 'lib/internal', 'lib/through']);
done();
