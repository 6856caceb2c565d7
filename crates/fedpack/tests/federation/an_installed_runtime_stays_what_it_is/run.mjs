import { createRequire } from 'node:module';

// No option names a protocol, and each application has a package of that name.
const require = createRequire(import.meta.url);
const main = (name) => require(`./${name}/dist/main.js`);

// Only the package has `getRemoteEntry`: all modules of the build have the package.
assert.deepEqual([main('named').entry(), main('named').name()], ['the entry', 'installed']);
// Who requires it, and packages.
assert.deepEqual([main('required').entry(), main('required').name()], ['the entry', 'installed']);
// What the configuration says of the request.
assert.equal(main('aliased').name(), 'mine');
assert.equal((await main('shared').load()).name(), 'installed');
// Sources that ask for nothing else have the runtime that knows the build.
assert.equal(main('owned').name(), 'owned');
// An alias that leads to the package says nothing: it keeps second copies away.
assert.equal(main('pointed').name(), 'pointed');
done();
