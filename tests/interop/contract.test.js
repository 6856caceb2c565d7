// The federation cases of `crates/fedpack/tests/federation` between bundlers, in Node: containers of webpack in a host
// of fedpack, and the reverse.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const webpack = fileURLToPath(new URL('./oracle.mjs', import.meta.url));
const workspace = fileURLToPath(new URL('../..', import.meta.url));

const skip = process.env.FEDPACK_BIN === undefined ? 'FEDPACK_BIN does not name a binary' : false;

function federationCases(host, remotes) {
  const environment = { ...process.env, FEDPACK_BIN: host, FEDPACK_PEER: remotes };
  // Started from within a test, another test runner would wait for it.
  delete environment.NODE_TEST_CONTEXT;
  return spawnSync('cargo', ['test', '--quiet', '--package', 'fedpack', '--test', 'federation', '--', 'production'], {
    cwd: workspace,
    env: environment,
    encoding: 'utf8',
  });
}

describe('federation cases in Node', { skip }, () => {
  it('pass with a host of fedpack and remotes of webpack', () => {
    const { status, stdout, stderr } = federationCases(process.env.FEDPACK_BIN, webpack);
    assert.equal(status, 0, `${stdout}\n${stderr}`);
  });

  it('pass with a host of webpack and remotes of fedpack', () => {
    const { status, stdout, stderr } = federationCases(webpack, process.env.FEDPACK_BIN);
    assert.equal(status, 0, `${stdout}\n${stderr}`);
  });
});
