// What programs get from ten packages is the same before and after bundling, in every mode.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { differences, project } from './compare.js';

const CORPUS = new URL('corpus/', import.meta.url);

for (const file of fs.readdirSync(CORPUS)) {
  test(file.replace(/\.mjs$/, ''), () => {
    const folder = project({ 'index.mjs': fs.readFileSync(new URL(file, CORPUS), 'utf8') });
    assert.deepEqual(differences(folder, './index.mjs'), []);
    fs.rmSync(folder, { recursive: true });
  });
}
