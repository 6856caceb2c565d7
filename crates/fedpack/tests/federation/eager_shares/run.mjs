import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
assert.equal(require('./host/dist/main.js').version, '1.0.0');
assert.throws(() => require('./not-eager/dist/main.js'), /Shared module is not available for eager consumption/);
done();
