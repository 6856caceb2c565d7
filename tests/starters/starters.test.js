// Starter projects with a configuration for rspack: fedpack builds them as they stand, and what comes out looks and behaves as
// what rspack makes of them.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';

const require = createRequire(import.meta.url);
const { rspack } = require('@rspack/core');
const HERE = path.dirname(fileURLToPath(import.meta.url));
const PROGRAM = path.join(HERE, '../../packages/fedpack/bin/fedpack.js');

/** Builds `tests/starters/<name>` with both; the folders of the output, fedpack's first. */
async function buildBoth(name) {
  const folder = path.join(HERE, name);
  // `output.clean` of fedpack's build takes the other one away.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, 'build', '-c', 'rspack.config.cjs'], { cwd: folder });
  const report = stdout + stderr;
  assert.doesNotMatch(report, /has no effect|not supported|FED0017/, report);
  const output = path.join(folder, 'dist/rspack');
  const configs = [require(path.join(folder, 'rspack.config.cjs'))].flat();
  const given = configs.map((config) => ({ ...config, output: { ...config.output, path: output } }));
  await new Promise((resolve, reject) => {
    rspack(given, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
      else resolve();
    });
  });
  return [path.join(folder, 'dist'), output];
}

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(chromium), startSite()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

/** What a page shows at the beginning and after each step: text and pixels. Nothing may be printed to its console. */
async function watched(folder, steps) {
  site.folder = folder;
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
  const printed = [];
  page.on('console', (message) => printed.push(message.text()));
  page.on('pageerror', (error) => printed.push(String(error)));
  await page.goto(`${site.origin}/index.html`, { waitUntil: 'networkidle' });
  const seen = [];
  for (const step of [() => {}, ...steps]) {
    await step(page);
    // Two frames: what the step has changed is drawn.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    seen.push({ title: await page.title(), text: await page.innerText('body'), pixels: shot.toString('base64') });
  }
  await page.close();
  assert.deepEqual(printed, []);
  return seen;
}

/** Both builds show the same at each step, and `texts` of the steps are in it. */
async function looksTheSame(name, steps, texts) {
  const [own, theirs] = await buildBoth(name);
  const seen = await watched(own, steps);
  for (const [at, text] of texts.entries()) assert.match(seen[at].text, text);
  assert.deepEqual(seen, await watched(theirs, steps));
  assert.equal(new Set(seen.map(({ pixels }) => pixels)).size, seen.length, 'each step can be seen');
  return own;
}

describe('starter projects', () => {
  it('React with TypeScript, and Tailwind by postcss-loader', async () => {
    const steps = [
      (page) => page.fill('input[name=title]', 'Compare them'),
      async (page) => {
        await page.click('button');
        await page.waitForFunction(() => document.querySelectorAll('li').length === 3);
      },
      (page) => page.click('li:nth-child(2) label'),
      (page) => page.hover('li:nth-child(1)'),
    ];
    const texts = [/Tasks\s+1 open[^]*1 done\s+production/, /1 open/, /2 open[^]*Compare them/, /1 open[^]*2 done/];
    const own = await looksTheSame('react', steps, texts);
    assert.ok(readdirSync(own).some((file) => /^main\.[0-9a-f]{8}\.js$/.test(file)), 'names have hashes');
  });

  it('Vue single-file components: TypeScript, Sass, scoped and module styles, v-model, slots', async () => {
    const steps = [
      (page) => page.fill('input[aria-label=Emma]', '700'),
      (page) => page.hover('li:nth-child(1) span'),
      (page) => page.click('button'),
    ];
    await looksTheSame('vue', steps, [/Reading[^]*Moby-Dick[^]*longest[^]*Emma[^]*1109 pages/, /1335 pages/, /1335 pages/, /Show\s+1335 pages/]);
  });
});

/** A program for Node that says what a library exports and renders. */
const READ = `
  const { createElement } = require('react');
  const { renderToString } = require('react-dom/server');
  const report = ({ default: describe, Counter, step, version, ...rest }) => {
    let problem;
    try { renderToString(createElement(Counter, { start: NaN, by: 1 })); } catch (error) { problem = error.message; }
    return [describe(3), renderToString(createElement(Counter, { start: 2, by: 1 })), step(9, { by: 4, limit: 10 }), version, problem, Object.keys(rest).sort()];
  };`;

describe('a library in several formats', () => {
  let folders;
  before(async () => {
    folders = await buildBoth('library');
  });

  for (const [file, load] of [
    ['counter.cjs', (address) => `report(require(${JSON.stringify(fileURLToPath(address))}))`],
    ['counter.umd.js', (address) => `report(require(${JSON.stringify(fileURLToPath(address))}))`],
    ['counter.mjs', (address) => `report(await import(${JSON.stringify(address)}))`],
  ]) {
    it(`${file} has the same exports and renders the same`, () => {
      const [own, theirs] = folders.map((folder) => {
        const program = `${READ} (async () => console.log(JSON.stringify(${load(pathToFileURL(path.join(folder, file)).href)})))();`;
        return execFileSync(process.execPath, ['-e', program], { cwd: HERE, encoding: 'utf8' });
      });
      assert.equal(own, theirs);
      assert.match(own, /counter at 3[^]*<button id=\\"counter\\">2[^]*,10,"1\.0\.0","start must be a number"/);
    });
  }

  it('the UMD file is a global beside that of React', async () => {
    const seen = [];
    for (const folder of folders) {
      site.folder = folder;
      const page = await browser.newPage();
      await page.goto(`${site.origin}/`);
      await page.evaluate(() => {
        window.React = { createElement: (type, props, ...children) => ({ type, id: props.id, children }), useState: (value) => [value] };
      });
      await page.addScriptTag({ url: `${site.origin}/counter.umd.js` });
      seen.push(await page.evaluate(() => JSON.stringify([Object.keys(Counter).sort(), Counter.default(1), Counter.Counter({ start: 4, by: 1 })])));
      await page.close();
    }
    assert.equal(seen[0], seen[1]);
    assert.match(seen[0], /"counter at 1",\{"type":"button","id":"counter","children":\[4\]\}/);
  });
});
