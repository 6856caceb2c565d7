import { createRequire } from 'node:module';

const container = createRequire(import.meta.url)('./consumer/dist/container.js');
const versions = [
  '0.0.3', '0.0.4', '0.2.0', '0.2.9', '0.3.0', '1.0.0', '1.2.0', '1.2.3', '1.2.4', '1.3.0', '2.0.0', '2.1.0',
  '3.0.0-alpha.1', '3.0.0-beta.2',
];
const expected = {
  r1: '1.3.0', r2: '1.2.4', r3: '1.2.4', r4: '1.3.0', r5: '2.1.0', r6: '1.2.3', r7: '1.2.3', r8: '2.1.0',
  r9: '0.0.3', r10: '0.2.9', r11: '3.0.0-beta.2', r12: null, r13: null, r14: '1.2.4', r15: '1.3.0', r16: '2.1.0',
  r17: null, r18: '1.3.0',
};
const scope = {};
for (const key of Object.keys(expected)) {
  scope[key] = {};
  for (const version of versions) scope[key][version] = { get: () => () => ({ version }), from: 'table', eager: false };
}
await container.init(scope);
const { load } = (await container.get('./all'))();
const seen = {};
for (const key of Object.keys(expected)) {
  seen[key] = await load[key]().then((ns) => ns.version, (error) => {
    assert.match(error.message, new RegExp(`No satisfying version \\(.*\\) of shared module ${key} `));
    return null;
  });
}
assert.deepEqual(seen, expected);
done();
