import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

console.warn = () => {};
const host = createRequire(import.meta.url)('./host/dist/main.js');
await assert.rejects(host.gone(), (error) => {
  // Which expose of which remote, where it was looked for, and why that failed.
  assert.match(error.message, /gone/);
  assert.match(error.message, /\.\/Thing/);
  assert.match(error.message, /container\.js/);
  assert.match(error.message, /Cannot find module/);
  return true;
});
await assert.rejects(host.gone());
mkdirSync('gone/dist', { recursive: true });
writeFileSync(
  'gone/dist/container.js',
  'module.exports = { init() {}, get: async () => () => ({ thing: "back again" }) };',
);
assert.equal((await host.gone()).thing, 'back again');
done();
