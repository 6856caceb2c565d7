// `output.integrity` in Chromium: what was built is loaded, and what has changed since is refused.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';

const binary = process.env.FEDPACK_BIN;
const app = fileURLToPath(new URL('./apps/checked', import.meta.url));

let browser;
let site;

before(async () => {
  if (binary === undefined) throw new Error('FEDPACK_BIN names the binary under test');
  await promisify(execFile)(path.resolve(binary), ['build', app, '--no-color', '--quiet']);
  [browser, site] = await Promise.all([launch(chromium), startSite()]);
  site.folder = path.join(app, 'dist');
});

after(async () => {
  await browser?.close();
  await site?.close();
});

/** What the page shows of itself; `changed`: the end of the name of a file that has got a space more. */
async function seen(changed) {
  const page = await browser.newPage();
  try {
    if (changed) {
      await page.route(`**/*${changed}`, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${await response.text()} ` });
      });
    }
    await page.goto(`${site.origin}/index.html`, { waitUntil: 'load' });
    return await page.evaluate(async () => {
      const text = globalThis.started ? await globalThis.loadStyled().catch((error) => error.name) : undefined;
      const { color, backgroundColor } = getComputedStyle(document.body);
      return { text, color, backgroundColor };
    });
  } finally {
    await page.close();
  }
}

describe('files with an integrity', () => {
  const whole = { text: 'what was built', color: 'rgb(1, 2, 3)', backgroundColor: 'rgb(4, 5, 6)' };

  it('are loaded as they were built, by the page and by the runtime', async () => {
    assert.deepEqual(await seen(), whole);
    const html = await readFile(path.join(app, 'dist/index.html'), 'utf8');
    assert.equal(html.match(/integrity="sha256-[^" ]{44} sha384-[^" ]{64}" crossorigin="anonymous"/g).length, 2);
  });

  it('are refused one by one when they have changed', async () => {
    const files = await readdir(path.join(app, 'dist'));
    const main = files.find((name) => /^main\..*js$/.test(name));
    assert.equal((await seen(main)).text, undefined);
    assert.notEqual((await seen('main.css')).color, whole.color);
    assert.equal((await seen('styled.chunk.js')).text, 'ChunkLoadError');
    const { text, backgroundColor } = await seen('styled.chunk.css');
    assert.equal(text, 'ChunkLoadError');
    assert.notEqual(backgroundColor, whole.backgroundColor);
  });
});
