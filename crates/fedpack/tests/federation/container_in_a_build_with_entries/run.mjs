import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const main = await require('./app/dist/main.js').start();
const container = require('./app/dist/container.js');
await container.init({});
const { state } = (await container.get('./state'))();
// Two runtimes, two instances: the container does not share modules with the entry by itself.
assert.notEqual(state, main.state);
assert.equal((await (await container.get('./lazy'))().load()).text, 'lazy with lib');
assert.equal(main.lib.name, 'lib');
done();
