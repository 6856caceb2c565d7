// A static server whose folder can be exchanged, so that one address serves one application as built by one bundler
// after the other.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.json': 'application/json' };

const PAGE = '<!doctype html><meta charset="utf-8"><title>test</title><div id="root"></div><script src="/main.js" defer></script>';

/** Starts on a free port; `site.folder` is what it serves. Style sheets of the entry are linked by the page. */
export async function startSite() {
  const site = { folder: '', origin: '', log: [], close: () => undefined };
  const server = createServer(async (request, response) => {
    const name = path.normalize(new URL(request.url, 'http://x').pathname);
    site.log.push(name);
    const headers = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };
    if (name === '/') {
      response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end(PAGE);
      return;
    }
    try {
      const body = await readFile(path.join(site.folder, name));
      response.writeHead(200, { ...headers, 'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404, headers).end('not found');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.origin = `http://127.0.0.1:${server.address().port}`;
  site.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return site;
}
