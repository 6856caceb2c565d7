import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const asked = [];
const server = createServer(async (request, response) => {
  asked.push(request.url);
  const file = await readFile(new URL(`./remote/dist${request.url}`, import.meta.url)).catch(() => undefined);
  response.writeHead(file ? 200 : 404).end(file);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

// The addresses are in the builds, the port is not known there.
const original = fetch;
const toServer = (url) => String(url).replace('http://remote.test', `http://127.0.0.1:${server.address().port}`);
globalThis.fetch = (url, options) => original(toServer(url), options);

const require = createRequire(import.meta.url);
const load = {
  zhost: () => require('./host/dist/main.js'),
  zcompact: () => require('./compact/dist/main.js'),
  zmodule: () => import('./module/dist/main.mjs'),
};
for (const [name, start] of Object.entries(load)) {
  delete globalThis.remote;
  asked.length = 0;
  const { serve } = await start();
  const { asset, html, owner } = await serve(name);
  // The host's copy of the shared package, by the greater name, in code that came over HTTP.
  assert.equal(html, `<h1>${name}</h1><p>details in a chunk of their own, lib of ${name.slice(1)}</p>`);
  assert.equal(owner, name.slice(1));
  assert.match(asset, /^http:\/\/remote\.test\/[0-9a-f]+\.svg$/);
  assert.ok(asked.includes('/nested/container.js') && asked.length >= 3, asked.join());
}

server.close();
server.closeAllConnections();
done();
