import { createRequire } from 'node:module';

// The part of SystemJS that matters: a file is known by its address, and runs after those that it names.
const load = (from, address) => {
  const require = createRequire(from);
  const file = require.resolve(address);
  let registered;
  globalThis.System = {
    register(...parts) {
      assert.equal(parts.length, 2, 'anonymous: the loader knows the name');
      registered = parts;
    },
  };
  require(file);
  const [requests, declare] = registered;
  let published;
  const { setters = [], execute } = declare((value) => {
    published = value;
  });
  assert.equal(setters.length, requests.length);
  requests.forEach((request, index) => setters[index](load(file, request)));
  execute();
  return published;
};

assert.equal(await load(import.meta.url, './host/dist/main.js').start(), 'thing of a System container');
done();
