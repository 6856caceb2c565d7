// The plugins of `@module-federation/node`, told by the names of their classes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { built, options, project } from "./support.js";

test("plugins for federation on a server build it, and its remotes come over HTTP", async () => {
  class UniversalFederationPlugin {
    constructor(given) {
      this._options = given;
    }
    apply() {
      throw new Error("it would change webpack's runtime");
    }
  }
  class StreamingTargetPlugin extends UniversalFederationPlugin {}
  class NodeFederationPlugin extends UniversalFederationPlugin {}
  const folder = project({ "expose.js": "export const where = 'on the server';", "index.js": "module.exports = import('remote/Thing').then(({ where }) => console.log(where));" });
  const server = createServer((request, response) => {
    fs.readFile(path.join(folder, "remote", request.url), (error, body) => response.writeHead(error ? 404 : 200).end(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  try {
    const library = { type: "commonjs-module" };
    const remote = { name: "remote", library, filename: "remoteEntry.js", exposes: { "./Thing": "./expose.js" } };
    await built(options(folder, { entry: {}, target: false, output: { path: path.join(folder, "remote") }, plugins: [new NodeFederationPlugin(remote), new StreamingTargetPlugin(remote)] }));
    const host = { isServer: true, name: "host", library, remoteType: "script", remotes: { remote: `remote@http://127.0.0.1:${port}/remoteEntry.js` } };
    const { compilation } = await built(options(folder, { target: false, plugins: [new UniversalFederationPlugin(host)] }));
    assert.equal(compilation.compiler.options.target, "async-node");
    const ran = await promisify(execFile)(process.execPath, [path.join(folder, "dist/main.js")]);
    assert.equal(ran.stdout.trim(), "on the server");
    // The same plugin builds pages.
    const { isServer, library: none, ...page } = host;
    const pages = await built(options(folder, { target: "web", plugins: [new UniversalFederationPlugin(page)] }));
    assert.equal(pages.compilation.compiler.options.target, "web");
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
