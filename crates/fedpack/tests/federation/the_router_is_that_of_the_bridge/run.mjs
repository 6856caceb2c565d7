import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const run = (app) => {
  const { bridge, navigate, ofTheApplication } = require(`./${app}/dist/main.js`);
  return [bridge, navigate?.(), ofTheApplication()];
};
// The bridge is among the dependencies: that is enough.
const seven = 'bridged react-router 7.2.0 itself';
assert.deepEqual(run('router'), ['with a router', seven, seven]);
const five = 'bridged react-router-dom 5.3.4 itself';
assert.deepEqual(run('older'), ['with a router', five, five]);
assert.deepEqual(run('plain'), ['without a router', undefined, 'react-router-dom 6.20.0 itself']);
// What the configuration says itself goes first.
const mine = 'a router of the application';
assert.deepEqual(run('own'), ['with a router', mine, mine]);
done();
