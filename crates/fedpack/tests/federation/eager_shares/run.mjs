import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
assert.equal(require('./host/dist/main.js').version, '1.0.0');
done();
