import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { ask, askLater, passThrough, passThroughLater } from "../federation_hooks.js";
import { installFederationInstance } from "../federation_instance.js";
import { installLoadScript } from "../load_script.js";
import { installShareScopes } from "../share_scope.js";
import { installPage } from "./support/fake_dom.js";
import { createRuntime, settle } from "./support/runtime.js";

const none = { __proto__: null };
let page;

beforeEach(() => {
  page = installPage();
  mock.timers.enable({ apis: ["setTimeout"] });
});

afterEach(() => {
  page.leave();
  mock.timers.reset();
  mock.restoreAll();
  delete globalThis.__FEDERATION__;
});

/** A container whose modules are texts. */
function containerOf(modules, calls = []) {
  return {
    init: (scope) => {
      calls.push(["init", scope]);
    },
    get: async (expose) => {
      calls.push(["get", expose]);
      if (!(expose in modules)) throw new Error(`no ${expose}`);
      return () => modules[expose];
    },
  };
}

function createHost(remotes = []) {
  const runtime = createRuntime();
  runtime.tu = (url) => url;
  installLoadScript(runtime, "host", 120_000);
  installShareScopes(runtime, "host", none, none);
  installFederationInstance(runtime, "host", "version-first", remotes, 0, "", none);
  return runtime;
}

/** What the page answers to the addresses of scripts: the global that the script defines. */
async function serve(globals) {
  await settle();
  for (const script of page.document.getElementsByTagName("script")) {
    const found = Object.entries(globals).find(([address]) => script.src.endsWith(address));
    if (!found) {
      script.fire("error");
      continue;
    }
    const [name, container] = found[1];
    self[name] = container;
    script.fire("load");
  }
}

function serveManifests(manifests) {
  const asked = [];
  mock.method(globalThis, "fetch", async (url) => {
    asked.push(url);
    const manifest = manifests[url];
    return manifest ? { ok: true, json: async () => manifest } : { ok: false, status: 404 };
  });
  return asked;
}

const manifest = (name, exposes = []) => ({
  metaData: { globalName: `${name}_global`, publicPath: "auto", remoteEntry: { name: "entry.js", path: "static", type: "global" } },
  shared: [],
  remotes: [],
  exposes: exposes.map((expose) => ({
    name: expose,
    assets: {
      js: { sync: [`${expose}.js`], async: [`${expose}-later.js`] },
      css: { sync: [`${expose}.css`], async: [] },
    },
  })),
});

test("a registered remote is loaded by name or alias, once", async () => {
  const host = createHost();
  const calls = [];
  const { federation } = host;
  federation.registerRemotes([{ name: "shop", alias: "store", entry: "https://shop.test/entry.js" }]);
  const loaded = federation.loadRemote("shop/list");
  await serve({ "shop.test/entry.js": ["shop", containerOf({ "./list": "the list", ".": "all" }, calls)] });
  assert.equal(await loaded, "the list");
  assert.equal(await federation.loadRemote("store/list"), "the list");
  assert.equal(await federation.loadRemote("store"), "all");
  assert.equal((await federation.loadRemote("shop/list", { loadFactory: false }))(), "the list");
  assert.deepEqual(calls.filter(([name]) => name === "init"), [["init", host.S.default]]);
});

test("a remote that is not registered is named, with those that are", async () => {
  const { federation } = createHost([[0, { alias: "shop", name: "shop", entry: "https://shop.test/entry.js" }]]);
  await assert.rejects(federation.loadRemote("shops/list"), /"shops\/list" is registered \(RUNTIME-004\).*: shop$/);
});

test("the longest name counts", async () => {
  const { federation } = createHost();
  federation.registerRemotes([
    { name: "a", entry: "https://a.test/entry.js" },
    { name: "a/b", entry: "https://ab.test/entry.js" },
  ]);
  const loaded = federation.loadRemote("a/b/c");
  await serve({ "ab.test/entry.js": ["a/b", containerOf({ "./c": "of a/b" })] });
  assert.equal(await loaded, "of a/b");
});

test("a manifest says where the container is", async () => {
  const asked = serveManifests({ "https://one.test/v1/mf-manifest.json": manifest("one") });
  const { federation } = createHost([[0, { alias: "one", name: "one", entry: "https://one.test/v1/mf-manifest.json" }]]);
  const loaded = federation.loadRemote("one/list");
  await serve({ "https://one.test/v1/static/entry.js": ["one_global", containerOf({ "./list": "the list" })] });
  assert.equal(await loaded, "the list");
  await federation.loadRemote("one/list");
  assert.equal(asked.length, 1);
});

test("a manifest that is missing or broken is named, and asked for again", async () => {
  const manifests = { "https://broken.test/mf-manifest.json": { metaData: {} } };
  serveManifests(manifests);
  const { federation } = createHost([
    [0, { alias: "gone", name: "gone", entry: "https://gone.test/mf-manifest.json" }],
    [0, { alias: "broken", name: "broken", entry: "https://broken.test/mf-manifest.json" }],
  ]);
  await assert.rejects(federation.loadRemote("gone/x"), /https:\/\/gone\.test\/mf-manifest\.json.*RUNTIME-003.*404/);
  await assert.rejects(federation.loadRemote("broken/x"), /RUNTIME-013/);
  manifests["https://gone.test/mf-manifest.json"] = manifest("gone");
  const loaded = federation.loadRemote("gone/x");
  await serve({ "https://gone.test/static/entry.js": ["gone_global", containerOf({ "./x": "found" })] });
  assert.equal(await loaded, "found");
});

test("a remote is registered once, unless forced", async () => {
  const { federation } = createHost();
  federation.registerRemotes([{ name: "forced", alias: "f", entry: "https://old.test/entry.js" }]);
  const old = federation.loadRemote("f/x");
  await serve({ "old.test/entry.js": ["forced", containerOf({ "./x": "old" })] });
  assert.equal(await old, "old");
  federation.registerRemotes([{ name: "forced", entry: "https://new.test/entry.js" }]);
  assert.equal(await federation.loadRemote("f/x"), "old");
  federation.registerRemotes([{ name: "forced", entry: "https://new.test/entry.js" }], { force: true });
  const next = federation.loadRemote("f/x");
  await serve({ "new.test/entry.js": ["forced", containerOf({ "./x": "new" })] });
  assert.equal(await next, "new");
});

test("external modules of remotes are promises of their containers", async () => {
  const container = containerOf({});
  const host = createHost([["external", { alias: "ext", name: "ext", entry: "https://ext.test/entry.js" }]]);
  const promise = host("external");
  await serve({ "ext.test/entry.js": ["ext", container] });
  assert.equal(await promise, container);
  assert.equal(host.federation.externals.external, "ext");
});

test("preloading adds links for what the manifest lists", async () => {
  serveManifests({ "https://pre.test/mf-manifest.json": manifest("pre", ["list", "cart"]) });
  const { federation } = createHost([[0, { alias: "pre", name: "pre", entry: "https://pre.test/mf-manifest.json" }]]);
  await federation.preloadRemote([{ nameOrAlias: "pre", exposes: ["./list"], filter: (url) => !url.endsWith(".css") }]);
  assert.deepEqual(page.document.getElementsByTagName("link").map((link) => [link.rel, link.as, link.href]), [["preload", "script", "https://pre.test/list.js"]]);
  await federation.preloadRemote([{ nameOrAlias: "pre", resourceCategory: "all" }]);
  assert.deepEqual(
    page.document.getElementsByTagName("link").map((link) => link.href).toSorted(),
    ["cart-later.js", "cart.css", "cart.js", "list-later.js", "list.css", "list.js"].map((file) => `https://pre.test/${file}`),
  );
});

test("the instance is visible to developer tools", () => {
  const host = createHost();
  assert.deepEqual(globalThis.__FEDERATION__.__INSTANCES__, [host.federation]);
  assert.equal(globalThis.__FEDERATION__.__SHARE__.host, host.S);
  assert.equal(host.federation.getInstance(), host.federation);
});

const instanceWith = (...plugins) => ({ options: { plugins } });

test("hooks pass their object on, or answer", async () => {
  const order = [];
  const instance = instanceWith(
    { name: "first", hook: (args) => (order.push("first"), { ...args, first: true }) },
    { name: "without" },
    { name: "silent", hook: () => void order.push("silent") },
  );
  assert.deepEqual(passThrough(instance, "hook", { id: 1 }), { id: 1, first: true });
  assert.deepEqual(await passThroughLater(instance, "hook", { id: 2 }), { id: 2, first: true });
  assert.deepEqual(ask(instance, "hook", { id: 3 }), { id: 3, first: true });
  assert.equal(ask(instance, "other", {}), undefined);
  assert.equal(await askLater(instanceWith({ hook: async () => "later" }), "hook", {}), "later");
  assert.deepEqual(order, ["first", "silent", "first", "silent", "first", "silent"]);
});
