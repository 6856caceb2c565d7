import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { installAutoPublicPath } from "../public_path_auto.js";
import { installBaseUri } from "../base_uri.js";
import { installNodeBaseUri } from "../base_uri_node.js";
import { installModuleBaseUri } from "../base_uri_module.js";
import { installCssLoading } from "../css_loading.js";
import { createFilename } from "../filename.js";
import { folderOf } from "../folder_of.js";
import { installFullHash } from "../full_hash.js";
import { installGlobal } from "../global.js";
import { installModulePublicPath } from "../public_path_module.js";
import { installNodePublicPath } from "../public_path_node.js";
import { installPublicPath } from "../public_path.js";
import { installPrefetch } from "../prefetch.js";
import { installOnChunksLoaded } from "../on_chunks_loaded.js";
import { prefetchAfterStart } from "../startup_prefetch.js";
import { installPreload } from "../preload.js";
import { installRuntimeId } from "../runtime_id.js";
import { installScriptUrl } from "../script_url.js";
import { installTrustedScript } from "../trusted_script.js";
import { installPage } from "./support/fake_dom.js";
import { createRuntime, deferred, settle } from "./support/runtime.js";
import { createRequire as createNodeRequire } from "node:module";

let page;
beforeEach(() => {
  page = installPage();
});
afterEach(() => page.leave());

function createCssRuntime({ sheets = { __proto__: null, 1: 1, 2: 1, initial: 0 }, crossOrigin, integrity } = {}) {
  const runtime = createRuntime();
  runtime.p = "/out/";
  runtime.miniCssF = createFilename("", ".css");
  runtime.u = createFilename("", ".js");
  installCssLoading(runtime, "shop", sheets, crossOrigin, integrity);
  return runtime;
}

function addLink(attributes) {
  const link = page.document.createElement("link");
  for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
  return page.document.head.appendChild(link);
}

test("style sheets of chunks are checked against their integrity", () => {
  const runtime = createCssRuntime({ integrity: { __proto__: null, 1: "sha384-one" } });
  const load = (chunk) => (runtime.e(chunk), page.document.last("link").integrity);
  assert.deepEqual([load(1), load(2)], ["sha384-one", undefined]);
});

test("a chunk waits for its style sheet, which is asked for once", async () => {
  const runtime = createCssRuntime();
  runtime.nc = "abc";
  let isLoaded = false;
  const promises = [runtime.e(1), runtime.e(1)];
  promises[0].then(() => (isLoaded = true));
  const links = page.document.getElementsByTagName("link");
  assert.equal(links.length, 1);
  assert.equal(links[0].getAttribute("href"), "/out/1.css");
  assert.equal(links[0].rel, "stylesheet");
  assert.equal(links[0].getAttribute("nonce"), "abc");
  await settle();
  assert.equal(isLoaded, false);
  links[0].fire("load");
  await Promise.all(promises);
  await runtime.e(1);
  assert.equal(page.document.elements.length, 1);
});

test("chunks without style sheet, or whose page has it, wait for nothing", async () => {
  const runtime = createCssRuntime();
  await runtime.e("initial");
  await runtime.e("other");
  await runtime.e("constructor");
  assert.equal(page.document.elements.length, 0);
});

test("a style sheet of the page counts", async () => {
  for (const href of ["/out/1.css", "1.css"]) {
    const link = addLink({ rel: "stylesheet", href });
    await createCssRuntime().e(1);
    assert.equal(page.document.elements.length, 1);
    link.remove();
  }
});

test("a preload link is not a style sheet", async () => {
  addLink({ rel: "preload", href: "/out/1.css" });
  const promise = createCssRuntime().e(1);
  assert.equal(page.document.elements.length, 2);
  page.document.last("link").fire("load");
  await promise;
});

test("a style sheet that another runtime is loading is waited for", async () => {
  const first = createCssRuntime().e(1);
  const second = createCssRuntime().e(1);
  assert.equal(page.document.elements.length, 1);
  let isLoaded = false;
  second.then(() => (isLoaded = true));
  await settle();
  assert.equal(isLoaded, false);
  page.document.last("link").fire("load");
  await Promise.all([first, second]);
  await createCssRuntime().e(1);
});

test("a style sheet that does not come rejects with its address, and can be asked for again", async () => {
  const runtime = createCssRuntime();
  const promise = runtime.e(1);
  page.document.last("link").fire("error");
  await assert.rejects(promise, {
    name: "ChunkLoadError",
    message: "Loading CSS chunk 1 failed.\n(error: http://localhost:3000/out/1.css)",
    request: "http://localhost:3000/out/1.css",
  });
  assert.equal(page.document.elements.length, 0);
  const again = runtime.e(1);
  page.document.last("link").fire("load");
  await again;
});

test("style sheets of other origins get the cross origin mode", () => {
  const runtime = createCssRuntime({ crossOrigin: "anonymous" });
  runtime.e(1);
  assert.equal(page.document.last("link").crossOrigin, undefined);
  runtime.p = "https://cdn.example/";
  runtime.e(2);
  assert.equal(page.document.last("link").crossOrigin, "anonymous");
});

const none = { __proto__: null };

test("children are prefetched after their parent", async () => {
  const gate = deferred();
  const runtime = createCssRuntime();
  delete runtime.f.css;
  installPrefetch(
    runtime,
    { __proto__: null, 9: [1, 2] },
    { __proto__: null, 2: 0 },
    { __proto__: null, 1: 1 },
  );
  runtime.f.slow = (chunkId, promises) => promises.push(gate.promise);
  runtime.e(9);
  await settle();
  assert.equal(page.document.elements.length, 0);
  gate.resolve();
  await settle();
  const links = page.document.elements.map((link) => [link.rel, link.as, link.getAttribute("href")]);
  assert.deepEqual(links, [
    ["prefetch", "script", "/out/1.js"],
    ["prefetch", "style", "/out/1.css"],
  ]);
  runtime.E(1);
  assert.equal(page.document.elements.length, 2, "once is enough");
});

test("what an entry prefetches waits for it", async () => {
  const runtime = createCssRuntime();
  const installed = new Set();
  installOnChunksLoaded(runtime);
  runtime.O.j = (id) => installed.has(id);
  installPrefetch(runtime, none, none, none);
  prefetchAfterStart(runtime, [1, 2], [7]);
  runtime.O(undefined, [1, 2], () => {
    runtime.p = "/said-by-the-entry/";
  });
  for (const id of [1, 2]) {
    await settle();
    assert.equal(page.document.elements.length, 0);
    installed.add(id);
    runtime.O();
  }
  await settle();
  assert.equal(page.document.last("link").getAttribute("href"), "/said-by-the-entry/7.js");
});

test("nothing is prefetched for a chunk that failed", async () => {
  const runtime = createCssRuntime();
  installPrefetch(runtime, { __proto__: null, 9: [1] }, none, none);
  runtime.f.slow = (chunkId, promises) => promises.push(Promise.reject(new Error("no")));
  await assert.rejects(runtime.e(9));
  await settle();
  assert.equal(page.document.elements.length, 0);
});

test("children are preloaded with their parent", () => {
  const runtime = createCssRuntime();
  installPreload(runtime, { __proto__: null, 9: [1] }, none, none, "anonymous");
  runtime.p = "https://cdn.example/";
  runtime.e(9);
  const link = page.document.last("link");
  assert.deepEqual(
    [link.rel, link.href, link.crossOrigin],
    ["preload", "https://cdn.example/1.js", "anonymous"],
  );
});

test("the folder of an address", () => {
  for (const [url, folder] of [
    ["http://a/b/c.js", "http://a/b/"],
    ["http://a/b/c.js?d=/e#/f", "http://a/b/"],
    ["http://a/b/c.js#x?y/z", "http://a/b/"],
    ["blob:http://a/1234-5678", "http://a/"],
    ["file:///a/b.js", "file:///a/"],
  ]) {
    assert.equal(folderOf(url), folder);
  }
});

test("public path of the running script", () => {
  const runtime = createRuntime();
  page.document.currentScript = { tagName: "SCRIPT", src: "http://cdn/app/js/main.js?x" };
  installAutoPublicPath(runtime, "../");
  assert.equal(runtime.p, "http://cdn/app/js/../");

  page.document.currentScript = { tagName: "IMG", src: "http://evil/x.png" };
  const script = page.document.createElement("script");
  script.src = "http://cdn/last/main.js";
  page.document.head.appendChild(script);
  installAutoPublicPath(runtime, "");
  assert.equal(runtime.p, "http://cdn/last/");

  page.document.currentScript = null;
  script.remove();
  assert.throws(() => installAutoPublicPath(runtime, ""), /Automatic publicPath is not supported/);
});

test("public path and base of other targets", () => {
  const runtime = createRuntime();
  const here = new URL("..", import.meta.url).href;
  installModulePublicPath(runtime, "");
  assert.equal(runtime.p, here);
  installModuleBaseUri(runtime, "");
  assert.equal(String(runtime.b), here);
  installPublicPath(runtime, "/x/");
  assert.equal(runtime.p, "/x/");
  globalThis.require = createNodeRequire(import.meta.url);
  globalThis.__dirname = "/srv/app";
  globalThis.__filename = "/srv/app/main.js";
  try {
    installNodePublicPath(runtime, "../");
    assert.equal(runtime.p, "file:///srv/");
    installNodeBaseUri(runtime, "");
    assert.equal(String(runtime.b), "file:///srv/app/main.js");
    installNodeBaseUri(runtime, "../");
    assert.equal(new URL("image.png", runtime.b).href, "file:///srv/image.png");
  } finally {
    delete globalThis.require;
    delete globalThis.__dirname;
    delete globalThis.__filename;
  }
  installBaseUri(runtime, "");
  assert.equal(runtime.b, "http://localhost:3000/shop/index.html");
});

test("small members", () => {
  const runtime = createRuntime();
  installFullHash(runtime, "abc");
  assert.equal(runtime.h(), "abc");
  installRuntimeId(runtime, "main");
  assert.equal(runtime.j, "main");
  installGlobal(runtime);
  assert.equal(runtime.g, globalThis);
  installScriptUrl(runtime, "policy");
  assert.equal(runtime.tu("/x"), "/x");
});

test("a page that refuses the policy", (context) => {
  const warn = context.mock.method(console, "warn", () => {});
  globalThis.trustedTypes = {
    createPolicy() {
      throw new Error("refused");
    },
  };
  try {
    const stops = createRuntime();
    installScriptUrl(stops, "shop");
    assert.throws(() => stops.tu("/x"), /refused/);
    const continues = createRuntime();
    installScriptUrl(continues, "shop", true);
    assert.equal(continues.tu("/x"), "/x");
    assert.equal(continues.tu("/y"), "/y");
    assert.equal(warn.mock.callCount(), 1);
  } finally {
    delete globalThis.trustedTypes;
  }
});

test("trusted types", () => {
  const policies = [];
  globalThis.trustedTypes = {
    createPolicy(name, rules) {
      policies.push(name);
      return {
        createScriptURL: (url) => "trusted " + rules.createScriptURL(url),
        createScript: (script) => "trusted " + rules.createScript(script),
      };
    },
  };
  try {
    const runtime = createRuntime();
    installScriptUrl(runtime, "shop");
    assert.equal(runtime.tu("/x"), "trusted /x");
    assert.equal(runtime.tu("/y"), "trusted /y");
    installTrustedScript(runtime);
    assert.equal(runtime.ts("x()"), "trusted x()");
    assert.deepEqual(policies, ["shop"]);
  } finally {
    delete globalThis.trustedTypes;
  }
});
