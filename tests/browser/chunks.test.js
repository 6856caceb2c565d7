// Chunks, style sheets, workers and source maps in Chromium. With FEDPACK_BIN=../interop/oracle.mjs the same tests run
// on webpack.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';

const binary = process.env.FEDPACK_BIN;
const app = (name) => fileURLToPath(new URL(`./apps/${name}`, import.meta.url));

async function build(name) {
  if (binary === undefined) throw new Error('FEDPACK_BIN names the binary under test');
  await promisify(execFile)(path.resolve(binary), ['build', app(name), '--no-color', '--quiet']);
  return path.join(app(name), 'dist');
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

/** A page of its own for each test: what one loads, no other finds loaded. */
async function withPage(test) {
  const page = await browser.newPage();
  try {
    await page.goto(`${site.origin}/`);
    await test(page);
  } finally {
    await page.close();
  }
}

describe('chunks in a browser', () => {
  before(async () => {
    site.folder = await build('chunks');
    site.scripts = [{ src: '/assets/main.js' }];
  });

  it('loads a chunk from beside the script, once', () =>
    withPage(async (page) => {
      const texts = await page.evaluate(async () => {
        const both = await Promise.all([app.plain(), app.plain()]);
        return [...both, await app.plain()].map((module) => module.text);
      });
      assert.deepEqual(texts, ['plain chunk', 'plain chunk', 'plain chunk']);
      assert.equal(await page.evaluate(() => globalThis.plainRuns), 1);
      const urls = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));
      assert.equal(urls.filter((url) => url === `${site.origin}/assets/plain.chunk.js`).length, 1);
    }));

  it('rejects with the cause when a chunk cannot be loaded, and loads it when asked again', () =>
    withPage(async (page) => {
      const file = '**/plain.chunk.js';
      await page.route(file, (route) => route.abort('connectionrefused'));
      const error = await page.evaluate(() => app.plain().then(() => null, ({ name, message, type, request }) => ({ name, message, type, request })));
      assert.equal(error.name, 'ChunkLoadError');
      assert.match(error.message, /Loading chunk .* failed/);
      assert.match(error.message, /plain\.chunk\.js/);
      assert.match(error.request, /plain\.chunk\.js/);
      await page.unroute(file);
      assert.equal(await page.evaluate(() => app.plain().then(({ text }) => text)), 'plain chunk');
    }));

  it('rejects when a chunk throws while it is evaluated', () =>
    withPage(async (page) => {
      const message = await page.evaluate(() => app.throws().then(() => null, (error) => error.message));
      assert.equal(message, 'thrown while a chunk is evaluated');
    }));

  it('runs the code of a chunk when its style sheets apply', () =>
    withPage(async (page) => {
      const { color, outline } = await page.evaluate(() => app.styled().then((module) => module.colorWhenRun));
      assert.equal(color, 'rgb(11, 22, 33)');
      assert.equal(outline, '4px dotted');
    }));

  it('rejects when a style sheet cannot be loaded, and loads it when asked again', () =>
    withPage(async (page) => {
      const file = '**/styled.chunk.css';
      await page.route(file, (route) => route.abort('connectionrefused'));
      const error = await page.evaluate(() => app.styled().then(() => null, ({ message }) => message));
      assert.match(error, /styled\.chunk\.css/);
      await page.unroute(file);
      const { color } = await page.evaluate(() => app.styled().then((module) => module.colorWhenRun));
      assert.equal(color, 'rgb(11, 22, 33)');
    }));

  it('prefetches after the entry has loaded', () =>
    withPage(async (page) => {
      await page.locator('link[rel="prefetch"][href$="later.chunk.js"]').waitFor({ state: 'attached' });
      assert.equal(await page.evaluate(() => app.later().then(({ text }) => text)), 'prefetched chunk');
    }));

  it('preloads beside the chunk that will ask for it', () =>
    withPage(async (page) => {
      const preloads = page.locator('link[rel="preload"][href$="child.chunk.js"], link[rel="modulepreload"][href$="child.chunk.js"]');
      assert.equal(await preloads.count(), 0);
      await page.evaluate(() => app.parent().then(() => undefined));
      await preloads.waitFor({ state: 'attached' });
      assert.equal(await page.evaluate(() => app.parent().then(({ child }) => child()).then(({ text }) => text)), 'child chunk');
    }));

  it('runs a worker with a dependency and a lazy chunk', () =>
    withPage(async (page) => {
      const answer = await page.evaluate(() => app.ask('where'));
      assert.equal(answer, 'WHERE: FROM A LAZY CHUNK OF THE WORKER');
    }));

  it('names assets by addresses that work', () =>
    withPage(async (page) => {
      const address = await page.evaluate(() => app.picture());
      assert.ok(address.startsWith(`${site.origin}/`), address);
      const response = await page.request.get(address);
      assert.equal(response.status(), 200);
      assert.match(await response.text(), /<svg/);
    }));

  it('maps the places of an error to lines, columns and names of the sources', () =>
    withPage(async (page) => {
      const stack = await page.evaluate(() => {
        try {
          return app.explode();
        } catch (error) {
          return error.stack;
        }
      });
      const map = JSON.parse(await readFile(path.join(site.folder, 'assets/main.js.map'), 'utf8'));
      const places = [...stack.matchAll(/assets\/main\.js:(\d+):(\d+)/g)].map(([, line, column]) => new SourceMap(map).findEntry(line - 1, column - 1));
      const sourceOf = (name) => readFile(path.join(app('chunks'), 'src', name), 'utf8');
      const [thrown, called] = places;
      const [fuse, explode] = await Promise.all([sourceOf('fuse.ts'), sourceOf('explode.tsx')]);
      assert.match(thrown.originalSource, /src\/fuse\.ts$/);
      const line = fuse.split('\n')[thrown.originalLine];
      // A minifier may leave out `new`.
      const columns = ['throw', 'new Error', 'Error('].map((text) => line.indexOf(text));
      assert.ok(!columns.includes(-1) && columns.includes(thrown.originalColumn), `column ${thrown.originalColumn} of ${line}`);
      // The caller: the function has another name in the file, and the map has the one of the source.
      assert.match(called.originalSource, /src\/explode\.tsx$/);
      assert.equal(explode.split('\n')[called.originalLine].indexOf('light('), called.originalColumn);
      assert.equal(called.name, 'light');
      assert.ok(map.sourcesContent.includes(fuse) && map.sourcesContent.includes(explode), 'the map holds the sources');
    }));
});

describe('two builds on one page', () => {
  it('keep their chunks apart', async () => {
    const folders = await Promise.all(['first', 'second'].map(build));
    site.folder = path.join(folders[0], '../..');
    site.scripts = [{ src: '/first/dist/first.js' }, { src: '/second/dist/second.js' }];
    await withPage(async (page) => {
      assert.equal(await page.evaluate(() => globalThis.first()), 'lazy of the first build');
      assert.equal(await page.evaluate(() => globalThis.second()), 'lazy of the second build');
    });
  });
});

describe('module output', () => {
  it('loads chunks by import()', async () => {
    site.folder = await build('modules');
    site.scripts = [{ src: '/main.mjs', type: 'module' }];
    await withPage(async (page) => {
      const text = await page.evaluate(() => globalThis.loadLazy().then((module) => module.text));
      assert.equal(text, 'lazy chunk of a module build');
      const exported = await page.evaluate(() => import('/main.mjs').then((module) => Object.keys(module)));
      assert.deepEqual(exported, ['load']);
    });
  });
});
