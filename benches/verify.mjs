// Runs a built workload in headless Chromium and compares what it shows with workload.json; a program for Node is run there,
// and must print what its sources print.
//   node verify.mjs DIR OUT [--module]
// --module: the entry is an ES module, not a classic script. The exit code is 1 if anything is missing or wrong.
import { execFileSync } from 'node:child_process';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [dir, out, kind] = process.argv.slice(2);
const { elements, total, entry, platform } = JSON.parse(readFileSync(path.join(dir, 'workload.json'), 'utf8'));
if (platform === 'node') {
  const print = (file) => execFileSync(process.execPath, [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 });
  const [expected, seen] = [print(path.join(dir, entry)), print(path.join(out, 'main.js'))];
  if (seen !== expected) console.error(`FAIL printed\n${seen}expected\n${expected}`);
  process.exit(seen === expected ? 0 : 1);
}
const script = kind === '--module' ? '<script type="module" src="/main.js"></script>' : '<script defer src="/main.js"></script>';
const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="root"></div>${script}`;

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  const file = path.join(out, path.posix.normalize(decodeURIComponent(pathname)));
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'text/javascript' });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
const problems = [];
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page
    .waitForFunction((count) => document.querySelectorAll('[data-c]').length >= count, elements, { timeout: 30_000 })
    .catch(() => problems.push('timeout'));
  const seen = await page.evaluate(() => {
    const found = [...document.querySelectorAll('[data-c]')];
    return {
      elements: found.length,
      distinct: new Set(found.map((element) => element.dataset.c)).size,
      total: found.reduce((sum, element) => sum + Number(element.dataset.v), 0),
    };
  });
  if (seen.elements !== elements || seen.distinct !== elements) problems.push(`${seen.elements} elements (${seen.distinct} distinct), expected ${elements}`);
  if (seen.total !== total) problems.push(`the values add up to ${seen.total}, expected ${total}`);
} finally {
  await browser.close();
  server.close();
}
for (const problem of problems) console.error(`FAIL ${problem}`);
process.exitCode = problems.length ? 1 : 0;
