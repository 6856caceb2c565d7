import { createRequire } from 'node:module';

const host = createRequire(import.meta.url)('./host/dist/main.js');
await assert.rejects(host.unknown(), (error) => {
  assert.match(error.message, /Module "\.\/Nothing" does not exist in container\./);
  assert.match(error.message, /while loading "\.\/Nothing" from/);
  return true;
});
assert.equal((await host.known()).thing, 1);
done();
