import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';

const app = await createRequire(import.meta.url)('./host/dist/main.js').start();
assert.equal(app.near(), 'near');
assert.equal((await app.modest()).near, app.near);
// Nothing is sealed where nothing is shaken.
if (process.env.FIXTURE_MODE !== 'development') {
  const sealed = 'Shared module lib is sealed: it has what host, modest need, but not ';
  await assert.rejects(app.greedy(), (error) => error.message.startsWith(`${sealed}far\n`));
  await assert.rejects(app.stranger(), (error) => error.message.startsWith(`${sealed}all of it\n`));
  // Others are not affected, now as before.
  assert.equal((await app.modest()).near(), 'near');
  const files = new URL('./host/dist/', import.meta.url);
  const scripts = readdirSync(files).filter((file) => file.endsWith('.js'));
  const text = scripts.map((file) => readFileSync(new URL(file, files), 'utf8')).join('\n');
  assert.equal(text.includes('not asked for by anybody'), false);
}
done();
