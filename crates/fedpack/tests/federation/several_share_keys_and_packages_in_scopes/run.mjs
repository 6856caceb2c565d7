import { createRequire } from 'node:module';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.deepEqual([app.root, app.deep, app.renamed], ['root', 'deep', 'renamed']);
assert.deepEqual(Object.keys(app.scope).sort(), ['@scope/pkg', '@scope/pkg/deep', 'other-key']);
assert.deepEqual(Object.keys(app.scope['@scope/pkg']), ['1.2.3']);
done();
