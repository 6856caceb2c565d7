// Types of remotes: what one build publishes and another one fetches, checked by TypeScript itself.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { PACKAGE, build, fedpack, options, project } from "./support.js";

const require = createRequire(path.join(PACKAGE, "package.json"));
const TSC = require.resolve("typescript/bin/tsc");

/** Serves a folder until the test is over. */
async function serve(t, folder) {
  const server = http.createServer((request, response) => {
    fs.readFile(path.join(folder, decodeURI(new URL(request.url, "http://x").pathname)), (error, bytes) => {
      response.writeHead(error ? 404 : 200).end(bytes);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

const check = (folder) => spawnSync(process.execPath, [TSC, "--project", folder], { encoding: "utf8" });

function remote(dts) {
  const folder = project({
    "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true, paths: { "@/*": ["./src/*"] } } }),
    "src/List.tsx": `import type { Item } from "@/model";
      export default function List(items: Item[]): string { return items.map((item) => item.name).join(); }
      export const limit: number = 10;`,
    "src/model.ts": "export interface Item { name: string }",
  });
  const federation = { name: "catalog", filename: "remoteEntry.js", exposes: { "./List": "./src/List" }, dts, manifest: true };
  return { folder, options: options(folder, { entry: {}, target: "web", federation }) };
}

function host(address, use) {
  const folder = project({
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        strict: true, noEmit: true, module: "esnext", moduleResolution: "bundler", target: "es2022", types: [],
        paths: { "*": ["./@mf-types/*"] },
      },
      include: ["src", "@mf-types"],
    }),
    "src/index.ts": use,
  });
  const federation = { name: "shop", remotes: { catalog: `catalog@${address}` }, dts: true };
  return { folder, options: options(folder, { entry: "./src/index.ts", target: "web", federation }) };
}

const USE = `import List, { limit } from "catalog/List";
const text: string = List([{ name: "a" }].slice(0, limit));
export { text };
`;

for (const entry of ["remoteEntry.js", "mf-manifest.json"]) {
  test(`a host's imports are typed by what the remote published (${entry})`, async (t) => {
    const catalog = remote(true);
    const published = await build(catalog.options);
    assert.deepEqual(published.toJson().warnings, []);
    const manifest = JSON.parse(fs.readFileSync(path.join(catalog.folder, "dist/mf-manifest.json"), "utf8"));
    assert.deepEqual(manifest.metaData.types, { path: "", name: "", zip: "@mf-types.zip", api: "@mf-types.d.ts" });

    const shop = host(`${await serve(t, path.join(catalog.folder, "dist"))}/${entry}`, USE);
    if (entry.endsWith(".json")) shop.options.federation.protocol = "compact";
    const used = await build(shop.options);
    assert.deepEqual(used.toJson().warnings, []);
    const right = check(shop.folder);
    assert.equal(right.status, 0, right.stdout);

    fs.writeFileSync(path.join(shop.folder, "src/index.ts"), USE.replace('name: "a"', "name: 1"));
    const wrong = check(shop.folder);
    assert.notEqual(wrong.status, 0);
    assert.match(wrong.stdout, /src\/index\.ts\(2,.*TS2345/);
  });
}

test("tsc infers what a single file does not tell", async (t) => {
  const catalog = remote({ consumeTypes: false });
  fs.writeFileSync(path.join(catalog.folder, "src/List.tsx"), "import { first } from '@/first';\nexport const second = first + 1;\n");
  fs.writeFileSync(path.join(catalog.folder, "src/first.ts"), "export const first = Math.random();\n");
  fs.rmSync(path.join(catalog.folder, "node_modules"));
  fs.mkdirSync(path.join(catalog.folder, "node_modules"));
  fs.symlinkSync(path.dirname(path.dirname(TSC)), path.join(catalog.folder, "node_modules/typescript"));
  const published = await build(catalog.options);
  assert.deepEqual(published.toJson().warnings, []);
  const shop = host(`${await serve(t, path.join(catalog.folder, "dist"))}/remoteEntry.js`, "import('catalog/List');");
  await build(shop.options);
  const list = fs.readFileSync(path.join(shop.folder, "@mf-types/catalog/compiled-types/List.d.ts"), "utf8");
  assert.match(list, /second: number/);
  // The folder that it works in is gone.
  assert.deepEqual(fs.readdirSync(path.join(catalog.folder, "node_modules/.cache")), []);
});

test("a remote that is down is a warning, and what was fetched before stays", async () => {
  const shop = host("http://127.0.0.1:9/remoteEntry.js", "import('catalog/List');");
  fs.mkdirSync(path.join(shop.folder, "@mf-types/catalog"), { recursive: true });
  fs.writeFileSync(path.join(shop.folder, "@mf-types/catalog/List.d.ts"), "export {};\n");
  const used = await build(shop.options);
  assert.equal(used.hasErrors(), false);
  const warnings = used.toJson().warnings.map((warning) => warning.message).join("\n");
  assert.match(warnings, /types of remote `catalog` could not be fetched from http:\/\/127\.0\.0\.1:9/);
  assert.deepEqual(fs.readdirSync(path.join(shop.folder, "@mf-types")), ["catalog"]);
  assert.equal(fs.readFileSync(path.join(shop.folder, "@mf-types/catalog/List.d.ts"), "utf8"), "export {};\n");
});

test("functions of dts: who is told of the types, and where those of remotes are", async (t) => {
  const told = [];
  const catalog = remote(undefined);
  delete catalog.options.federation;
  const dts = { consumeTypes: false, generateTypes: { afterGenerate: async (files) => void told.push(files), typesFolder: "types" } };
  const exposes = { "./List": "./src/List" };
  catalog.options.plugins = [new fedpack.container.ModuleFederationPlugin({ name: "catalog", filename: "remoteEntry.js", exposes, dts })];
  const published = await build(catalog.options);
  assert.deepEqual(published.toJson().warnings, []);
  const place = (name) => path.join(catalog.folder, "dist", name);
  assert.deepEqual(told, [
    { zipName: "types.zip", zipTypesPath: place("types.zip"), apiFileName: "types.d.ts", apiTypesPath: place("types.d.ts") },
  ]);
  assert.ok(fs.existsSync(told[0].zipTypesPath) && fs.existsSync(told[0].apiTypesPath));

  const address = await serve(t, path.join(catalog.folder, "dist"));
  const shop = host("http://127.0.0.1:9/remoteEntry.js", USE);
  const { remotes } = shop.options.federation;
  delete shop.options.federation;
  let asked = 0;
  const remoteTypeUrls = async () => {
    asked += 1;
    return { catalog: { alias: "catalog", zip: `${address}/types.zip`, api: `${address}/types.d.ts` } };
  };
  shop.options.plugins = [new fedpack.container.ModuleFederationPlugin({ name: "shop", remotes, dts: { consumeTypes: { remoteTypeUrls } } })];
  const used = await build(shop.options);
  assert.deepEqual(used.toJson().warnings, []);
  assert.equal(asked, 1);
  const right = check(shop.folder);
  assert.equal(right.status, 0, right.stdout);
});

test("a watch fetches types as soon as the remote has others, until it is closed or without `dev`", async (t) => {
  const { folder, options: publishing } = remote(true);
  const publish = async (type) => {
    fs.writeFileSync(path.join(folder, "src/List.tsx"), `export default function List(): ${type} { return null as any; }`);
    assert.equal((await build(publishing)).hasErrors(), false);
  };
  await publish("string");
  const address = await serve(t, path.join(folder, "dist"));
  const watched = (dev) => {
    const own = project({ "index.js": 'import("catalog/List")' });
    const federation = { name: "shell", dts: true, dev, remotes: { catalog: `catalog@${address}/mf-manifest.json` } };
    const watching = fedpack(options(own, { federation: { ...federation, protocol: "compact" } })).watch({}, () => {});
    t.after(() => new Promise((resolve) => watching.close(resolve)));
    const file = path.join(own, "@mf-types/catalog/compiled-types/List.d.ts");
    const has = (text) => fs.existsSync(file) && fs.readFileSync(file, "utf8").includes(text);
    const waitFor = async (text) => {
      for (let i = 0; i < 200 && !has(text); i++) await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(has(text), text);
    };
    return { watching, has, waitFor };
  };
  const [hot, still] = [watched(true), watched({ disableHotTypesReload: true })];
  await Promise.all([hot.waitFor("string"), still.waitFor("string")]);
  await publish("number");
  await hot.waitFor("number");
  assert.ok(still.has("string"));
  await new Promise((resolve) => hot.watching.close(resolve));
  await publish("bigint");
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.ok(hot.has("number"));
});
