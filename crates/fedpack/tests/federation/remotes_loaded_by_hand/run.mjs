import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const host = require('./host/dist/main.js');
const user = await host.load(require('./remote/dist/container.js'), './User');
assert.equal(user.remoteId, (await host.lib()).id);
done();
