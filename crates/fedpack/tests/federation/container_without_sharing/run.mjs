import { createRequire } from 'node:module';

const container = createRequire(import.meta.url)('./remote/dist/container.js');
assert.equal(await container.init({}), undefined);
assert.equal((await container.get('./a'))().a, 'a');
done();
