import { createRequire } from 'node:module';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.equal(app.said(), 'near!');
assert.equal(await app.later(), 'later!');
done();
