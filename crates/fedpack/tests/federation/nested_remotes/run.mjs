import { createRequire } from 'node:module';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.equal(app.page, 'page with part');
assert.equal(app.pageLib, app.host);
assert.equal(app.partLib, app.host);
done();
