import { readFileSync, readdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

for (const [provider, taker] of [
  ['host', 'taker'],
  ['compact', 'taker-compact'],
]) {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  const folder = `${provider}/dist/`;
  const files = readdirSync(folder);
  const [lib, spare] = ['lib', 'spare'].map((name) =>
    files.find((file) => readFileSync(folder + file, 'utf8').includes(`${name} of the provider`)),
  );
  const host = require(`./${folder}main.js`);
  const container = require(`./${taker}/dist/container.js`);
  await host.start();
  await container.init(host.scope());
  const get = async (expose) => (await container.get(expose))();

  for (const file of [lib, spare]) renameSync(folder + file, `${folder}${file}.away`);
  await assert.rejects(get('./View'), (error) => error.message.includes(lib));
  await assert.rejects(host.own(), (error) => error.message.includes(lib) || error.message.includes(spare));
  // This one can do without.
  const attempt = await get('./Try');
  assert.ok(attempt.found().includes(spare));

  for (const file of [lib, spare]) renameSync(`${folder}${file}.away`, folder + file);
  const view = await get('./View');
  assert.equal(view.view, 'lib of the provider');
  assert.equal((await view.later()).later, 'lib of the provider');
  assert.deepEqual((await host.own()).own, ['lib of the provider', 'spare of the provider']);
  await get('./Try');
  assert.equal(attempt.found(), 'spare of the provider');
}
done();
