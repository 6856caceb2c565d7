import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** `plain` says nothing of Module Federation 2 in its configuration. */
for (const [app, strategy] of [['host', 'loaded-first'], ['plain', 'version-first']]) {
  const { instance, start } = require(`./${app}/dist/main.js`);
  const { name, shareStrategy, shared } = instance.initOptions;
  assert.deepEqual([name, shareStrategy], [app, strategy]);
  assert.equal(shared.lib[0].version, '1.0.0');
  assert.deepEqual(shared.lib[0].shareConfig, { requiredVersion: '^1.0.0', singleton: true, strictVersion: false, eager: false });
  assert.equal((await instance.loadShare('lib'))(), await start());
}
done();
