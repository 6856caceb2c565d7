import assert from "node:assert/strict";
import { createRequire as createNodeRequire } from "node:module";
import { afterEach, beforeEach, mock, test } from "node:test";
import { fileURLToPath } from "node:url";
import { installAsyncNodeChunkLoading } from "../chunk_loading_async_node.js";
import { installImportScriptsChunkLoading } from "../chunk_loading_import_scripts.js";
import { installJsonpChunkLoading } from "../chunk_loading_jsonp.js";
import { installModuleChunkLoading } from "../chunk_loading_module.js";
import { installRequireChunkLoading } from "../chunk_loading_require.js";
import { createFilename } from "../filename.js";
import { installLoadScript } from "../load_script.js";
import { installWorkerLoadScript } from "../load_script_worker.js";
import { installOnChunksLoaded } from "../on_chunks_loaded.js";
import { startWhenLoaded } from "../startup_when_loaded.js";
import { startAfterLoading } from "../startup_load.js";
import { startAfterLoadingAsync } from "../startup_load_async.js";
import { startWithChunks } from "../startup_module.js";
import { installPage } from "./support/fake_dom.js";
import { createRuntime, settle } from "./support/runtime.js";

let page;
beforeEach(() => {
  page = installPage();
  mock.timers.enable({ apis: ["setTimeout"] });
});
afterEach(() => {
  page.leave();
  mock.timers.reset();
});

function createPageRuntime({
  globalObject = {},
  installed = { __proto__: null, main: 0 },
  crossOrigin,
  runtimes = [],
  integrity,
} = {}) {
  const runtime = createRuntime();
  runtime.p = "/out/";
  runtime.u = createFilename("", ".js");
  runtime.tu = (url) => url;
  installOnChunksLoaded(runtime);
  installLoadScript(runtime, "shop", 120000, crossOrigin, null, integrity);
  installJsonpChunkLoading(runtime, globalObject, "webpackChunkshop", installed, runtimes);
  return { runtime, queue: globalObject.webpackChunkshop };
}

const one = {
  one(module) {
    module.exports = 1;
  },
};

test("a chunk is loaded once, by script", async () => {
  const { runtime, queue } = createPageRuntime();
  const first = runtime.e(1);
  const second = runtime.e(1);
  const scripts = page.document.getElementsByTagName("script");
  assert.equal(scripts.length, 1);
  assert.equal(scripts[0].getAttribute("src"), "/out/1.js");
  assert.equal(scripts[0].getAttribute("data-webpack"), "shop:chunk-1");
  queue.push([[1], one]);
  scripts[0].fire("load");
  await Promise.all([first, second]);
  assert.equal(runtime("one"), 1);
  assert.equal(page.document.last("script"), undefined);
  await runtime.e(1);
  assert.equal(page.document.last("script"), undefined);
});

test("scripts of chunks are checked against their integrity, those of others are not", () => {
  const { runtime } = createPageRuntime({ integrity: { __proto__: null, 1: "sha384-one" } });
  const load = (load) => (load(), page.document.last("script").integrity);
  assert.equal(load(() => runtime.e(1)), "sha384-one");
  assert.equal(load(() => runtime.e(2)), undefined);
  assert.equal(load(() => runtime.l("http://remote/entry.js", () => {}, "remote")), undefined);
});

test("a chunk that does not come rejects, and can be asked for again", async () => {
  const { runtime, queue } = createPageRuntime();
  const failing = runtime.e(1);
  page.document.last("script").fire("error");
  await assert.rejects(failing, {
    name: "ChunkLoadError",
    message: "Loading chunk 1 failed.\n(error: http://localhost:3000/out/1.js)",
    type: "error",
    request: "http://localhost:3000/out/1.js",
  });
  const empty = runtime.e(1);
  page.document.last("script").fire("load");
  await assert.rejects(empty, { type: "missing" });
  const again = runtime.e(1);
  queue.push([[1], one]);
  page.document.last("script").fire("load");
  await again;
});

test("a script that takes too long has failed", async () => {
  const { runtime } = createPageRuntime();
  const promise = runtime.e(1);
  const slow = page.document.last("script");
  mock.timers.tick(119999);
  assert.equal(page.document.last("script"), slow);
  mock.timers.tick(1);
  await assert.rejects(promise, { type: "timeout" });
  const again = runtime.e(1);
  let isSettled = false;
  again.then(
    () => (isSettled = true),
    () => (isSettled = true),
  );
  slow.fire("error");
  await Promise.resolve();
  assert.equal(isSettled, false, "the old script's event is not the new one's");
});

test("a chunk is taken in by those runtimes only that it names", () => {
  const globalObject = {};
  const first = createPageRuntime({ globalObject, runtimes: [0] });
  const second = createPageRuntime({ globalObject, runtimes: [1] });
  const worker = createPageRuntime({ globalObject, runtimes: [0, 1] });
  globalObject.webpackChunkshop.push([[1], one, 0, [1, 2]]);
  assert.equal(second.runtime("one"), 1);
  assert.deepEqual([first, worker].map(({ runtime }) => "one" in runtime.m), [false, false]);
  globalObject.webpackChunkshop.push([[1], one, 0, [0, 1, 2]]);
  assert.deepEqual([first, worker].map(({ runtime }) => runtime("one")), [1, 1]);
});

test("chunks from before the runtime are taken in, and other runtimes get theirs", async () => {
  const globalObject = { webpackChunkshop: [[[1], one]] };
  const before = createPageRuntime({ globalObject });
  assert.equal(before.runtime("one"), 1);
  const other = createPageRuntime({ globalObject });
  globalObject.webpackChunkshop.push([
    [2],
    {
      two(module) {
        module.exports = 2;
      },
    },
  ]);
  assert.equal(before.runtime("two"), 2);
  assert.equal(other.runtime("two"), 2);
});

test("a chunk that is there does not replace modules", () => {
  const { runtime, queue } = createPageRuntime();
  queue.push([[1], one]);
  queue.push([
    [1],
    {
      one(module) {
        module.exports = "again";
      },
    },
  ]);
  assert.equal(runtime("one"), 1);
});

test("chunks without script are not asked for", async () => {
  const { runtime } = createPageRuntime({ installed: { __proto__: null, main: 0, css: 0 } });
  await runtime.e("css");
  assert.equal(page.document.elements.length, 0);
});

test("nonce, priority, cross origin", () => {
  const { runtime } = createPageRuntime({ crossOrigin: "anonymous" });
  runtime.nc = "abc";
  runtime.e(1, "high");
  const near = page.document.last("script");
  assert.equal(near.getAttribute("nonce"), "abc");
  assert.equal(near.getAttribute("fetchpriority"), "high");
  assert.equal(near.crossOrigin, undefined);
  runtime.p = "https://cdn.example/";
  runtime.e(2);
  assert.equal(page.document.last("script").crossOrigin, "anonymous");
});

test("a script of another runtime on the page is waited for", () => {
  const { runtime } = createPageRuntime();
  const script = page.document.createElement("script");
  script.setAttribute("data-webpack", "shop:key");
  script.src = "http://elsewhere/x.js";
  page.document.head.appendChild(script);
  const events = [];
  runtime.l("/x.js", (event) => events.push(event.type), "key");
  assert.equal(page.document.elements.length, 1);
  script.fire("load");
  assert.deepEqual(events, ["load"]);
});

test("entries wait for their chunks, and give their exports", () => {
  const { runtime, queue } = createPageRuntime();
  const order = [];
  const run = () => {
    order.push("main");
    return "exports";
  };
  assert.equal(startWhenLoaded(runtime, ["main", "vendor"], run), undefined);
  queue.push([[9], {}]);
  assert.deepEqual(order, []);
  assert.equal(queue.push([["vendor"], {}]), "exports");
  assert.deepEqual(order, ["main"]);
  assert.equal(
    startWhenLoaded(runtime, ["main", "vendor"], () => "at once"),
    "at once",
  );
});

test("an entry chunk of a separate runtime starts itself", () => {
  const globalObject = {
    webpackChunkshop: [
      [["entry"], one, (runtime) => runtime.O(0, ["entry", "vendor"], () => runtime("one"))],
    ],
  };
  const { runtime, queue } = createPageRuntime({ globalObject });
  assert.equal(runtime.c.one, undefined);
  assert.equal(queue.push([["vendor"], {}]), 1);
});

test("a callback may bring what another one waits for", () => {
  const { runtime, queue } = createPageRuntime();
  const order = [];
  runtime.O(0, ["b"], () => order.push("needs b"));
  runtime.O(0, ["a"], () => {
    order.push("needs a");
    queue.push([["b"], {}]);
  });
  queue.push([["a"], {}]);
  assert.deepEqual(order, ["needs a", "needs b"]);
});

test("workers import scripts", async () => {
  const globalObject = {};
  const runtime = createRuntime();
  runtime.p = "/out/";
  runtime.u = createFilename("", ".js");
  runtime.tu = (url) => url;
  installOnChunksLoaded(runtime);
  installImportScriptsChunkLoading(runtime, globalObject, "chunks", { __proto__: null, worker: 0 });
  const imported = [];
  globalThis.importScripts = (url) => {
    imported.push(url);
    if (url.endsWith("bad.js")) throw new Error("network");
    globalObject.chunks.push([[1], one]);
  };
  try {
    await runtime.e(1);
    await runtime.e(1);
    assert.deepEqual(imported, ["/out/1.js"]);
    await assert.rejects(runtime.e("bad"), { message: "network" });
    assert.equal(
      startAfterLoading(runtime, [1], () => runtime("one")),
      1,
    );
    installWorkerLoadScript(runtime);
    const events = [];
    runtime.l("/bad.js", (event) => events.push([event.type, event.target.src]));
    runtime.l("/good.js", (event) => events.push([event.type, event.target.src]));
    assert.deepEqual(events, [
      ["error", "/bad.js"],
      ["load", "/good.js"],
    ]);
  } finally {
    delete globalThis.importScripts;
  }
});

test("a worker that is a module fetches scripts, which run in the global scope", async () => {
  const runtime = createRuntime();
  const sources = { "/good.js": "var ofScript = 1;", "/throws.js": "throw new Error('by itself')" };
  mock.method(globalThis, "fetch", async (url) => new Response(sources[url], { status: url in sources ? 200 : 404 }));
  try {
    globalThis.importScripts = () => {
      throw new TypeError("Module scripts don't support importScripts().");
    };
    installWorkerLoadScript(runtime);
    const load = (url) => new Promise((resolve) => runtime.l(url, resolve));
    assert.equal((await load("/good.js")).type, "load");
    assert.equal(globalThis.ofScript, 1);
    assert.deepEqual([(await load("/throws.js")).type, (await load("/throws.js")).error.message], ["error", "by itself"]);
    assert.equal((await load("/bad.js")).error.message, "/bad.js answers 404");
  } finally {
    mock.restoreAll();
    delete globalThis.importScripts;
    delete globalThis.ofScript;
  }
});

/** The free variables of a CommonJS file, for the time of a test. */
async function inCommonJs(run) {
  globalThis.require = createNodeRequire(new URL("../require.js", import.meta.url));
  globalThis.__dirname = fileURLToPath(new URL("..", import.meta.url));
  try {
    await run();
  } finally {
    delete globalThis.require;
    delete globalThis.__dirname;
  }
}

for (const [name, install] of [
  ["require", installRequireChunkLoading],
  ["async node", installAsyncNodeChunkLoading],
]) {
  test("chunks by " + name, () =>
    inCommonJs(async () => {
      const runtime = createRuntime();
      const files = { 5: "chunk.cjs", gone: "gone.cjs", broken: "broken.cjs" };
      runtime.u = (id) => files[id];
      installOnChunksLoaded(runtime);
      install(runtime, "test/fixtures/", { __proto__: null, main: 0 });
      await Promise.all([runtime.e(5), runtime.e(5)]);
      assert.equal(runtime("five"), "five");
      assert.equal(runtime.ran, true);
      await runtime.e("main");
      await assert.rejects(runtime.e("gone"), /gone\.cjs/);
      await assert.rejects(runtime.e("broken"), { message: "bad chunk" });
      await assert.rejects(runtime.e("broken"), { message: "bad chunk" });
      runtime.C({ ids: ["x"], modules: one });
      assert.equal(await startAfterLoadingAsync(runtime, ["x", 5], () => runtime("one")), 1);
    }),
  );
}

test("chunks as ES modules", async () => {
  const runtime = createRuntime();
  runtime.u = (id) => (id === 5 ? "chunk.mjs" : "gone.mjs");
  installOnChunksLoaded(runtime);
  installModuleChunkLoading(runtime, "test/fixtures/", { __proto__: null, main: 0 });
  await Promise.all([runtime.e(5), runtime.e(5)]);
  assert.equal(runtime("five"), "five");
  await assert.rejects(runtime.e(6), /gone\.mjs/);
  await assert.rejects(runtime.e(6), /gone\.mjs/);
  assert.equal(
    startWithChunks(runtime, [{ ids: [8], modules: one }], () => runtime("one")),
    1,
  );
});

test("file names", () => {
  assert.equal(createFilename("js/", ".js")(5), "js/5.js");
  const name = createFilename("js/", ".js", { 5: ".ab", 6: "cart.cd" }, ".");
  assert.deepEqual([name(5), name(6)], ["js/5.ab.js", "js/cart.cd.js"]);
  assert.equal(createFilename("", "", { 1: ".y" })(1), ".y");
});

test("handlers run in one go", async () => {
  const { runtime } = createPageRuntime();
  const calls = [];
  runtime.f.other = (id, promises, priority) => {
    calls.push([id, priority]);
    promises.push(Promise.reject(new Error("other")));
  };
  const promise = runtime.e(3, "low");
  assert.deepEqual(calls, [[3, "low"]]);
  await assert.rejects(promise, { message: "other" });
  await settle();
});
