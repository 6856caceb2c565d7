// Loaded before every fixture. The bundle's own code uses these free names, so that a fixture about, say, live
// bindings does not also depend on how imports of Node's built-ins are bundled.
'use strict';

const assert = require('node:assert/strict');

let finished = false;

globalThis.assert = assert;

/** The last thing that a fixture calls: a test that silently stops half-way must not pass. */
globalThis.done = () => {
  assert.equal(finished, false, 'done() was called twice');
  finished = true;
};

process.on('exit', (code) => {
  if (code !== 0) return;
  if (finished) {
    process.stdout.write('fixture: done\n');
  } else {
    process.stderr.write('the fixture ended without done()\n');
    process.exitCode = 1;
  }
});
