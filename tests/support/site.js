// A static server whose folder can be exchanged, so that one address serves one application as built by one bundler
// after the other.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = { '.html': 'text/html', '.svg': 'image/svg+xml', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.map': 'application/json', '.json': 'application/json' };

const page = (scripts) => `<!doctype html>
<meta charset="utf-8">
<title>test</title>
<link rel="icon" href="data:,">
<div id="root"></div>
${scripts.map(({ src, type }) => `<script src="${src}" ${type === undefined ? 'defer' : `type="${type}"`}></script>`).join('\n')}
`;

/**
 * Starts on a free port. `folder` is what the site serves, `scripts` what its page `/` loads, `log` what was asked for;
 * `failures` says how many requests for a file are refused first.
 */
export async function startSite() {
  const site = { folder: '', scripts: [{ src: '/main.js' }], origin: '', log: [], failures: {}, close: () => Promise.resolve() };
  const server = createServer((request, response) => answer(site, request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.origin = `http://127.0.0.1:${server.address().port}`;
  site.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return site;
}

async function answer(site, request, response) {
  const name = path.normalize(new URL(request.url, 'http://x').pathname);
  const headers = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };
  site.log.push(name);
  if (name === '/') {
    response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end(page(site.scripts));
    return;
  }
  if (site.failures[name] > 0) {
    site.failures[name] -= 1;
    response.writeHead(503, headers).end('not now');
    return;
  }
  try {
    const body = await readFile(path.join(site.folder, name));
    const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { ...headers, 'content-type': type }).end(body);
  } catch {
    response.writeHead(404, headers).end('not found');
  }
}
