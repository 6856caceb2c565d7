import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { createContainer } from "../container.js";
import { installLoadScript } from "../load_script.js";
import { installRemoteFallbacks } from "../remote_fallback.js";
import { installRemotes } from "../remote.js";
import { installScriptExternals } from "../script_external.js";
import { installShareScopes } from "../share_scope.js";
import { installPage } from "./support/fake_dom.js";
import { createRuntime, deferred, settle, warningsOf } from "./support/runtime.js";

const none = { __proto__: null };

/** A host with `catalog/List` in the lazy chunk `page`; `container` is what the external module is. */
function createHost(container, { externals = {}, addresses = {} } = {}) {
  const runtime = createRuntime({
    external(module) {
      module.exports = typeof container === "function" ? container() : container;
    },
  });
  installShareScopes(runtime, "host", none, { __proto__: null, ...externals }, none);
  installRemotes(
    runtime,
    { __proto__: null, list: ["default", "./List", "external"] },
    { __proto__: null, page: ["list"] },
    { __proto__: null, ...addresses },
  );
  return runtime;
}

test("a remote module is its container's", async () => {
  const calls = [];
  const host = createHost({
    init: (scope) => {
      calls.push(["init", scope]);
    },
    get: async (expose, getScope) => {
      calls.push(["get", expose, getScope.length]);
      return () => "list";
    },
  });
  await Promise.all([host.e("page"), host.e("page")]);
  assert.equal(host("list"), "list");
  await host.e("page");
  assert.deepEqual(calls, [
    ["init", host.S.default],
    ["get", "./List", 1],
  ]);
});

test("get may answer at once, and the container may be a promise", async () => {
  const host = createHost(Promise.resolve({ get: () => () => "list" }));
  await host.e("page");
  assert.equal(host("list"), "list");
});

test("the chunk loads although its remote is broken; the import throws and says why", async () => {
  const problems = [
    [undefined, "Container missing"],
    [
      () => {
        throw new Error("broken script");
      },
      "broken script",
    ],
    [() => Promise.reject(new TypeError("offline")), "offline"],
    [() => Promise.reject("text"), "text"],
    [{ get: () => Promise.reject(new Error('Module "./List" does not exist in container.')) }, "Module"],
    [{}, "remote.get is not a function"],
  ];
  for (const [container, cause] of problems) {
    const host = createHost(container, { addresses: { external: "catalog@http://cdn/remoteEntry.js" } });
    await host.e("page");
    assert.throws(
      () => host("list"),
      (error) => {
        assert.ok(error.message.startsWith(cause), error.message);
        assert.ok(error.message.endsWith('\nwhile loading "./List" from catalog@http://cdn/remoteEntry.js'));
        assert.ok(error.cause instanceof Error);
        assert.equal(error.name, error.cause.name);
        return true;
      },
    );
  }
});

test("the external's id stands for an unknown address", async () => {
  const host = createHost(undefined);
  await host.e("page");
  assert.throws(() => host("list"), { message: 'Container missing\nwhile loading "./List" from external' });
});

test("a remote that failed is loaded again, initialised, and works", async () => {
  let attempts = 0;
  const calls = [];
  const container = {
    init: () => {
      calls.push("init");
    },
    get: async () => () => "list",
  };
  const host = createHost(() => (attempts++ ? container : Promise.reject(new Error("offline"))), {
    externals: { default: ["external"] },
  });
  const warnings = await warningsOf(async () => {
    await host.I("default");
  });
  assert.deepEqual(warnings, ["Initialization of sharing external failed: Error: offline"]);
  await host.e("page");
  assert.deepEqual(calls, ["init"]);
  assert.equal(host("list"), "list");
  assert.equal(attempts, 2);
});

test("an error of the first import does not stay", async () => {
  let isOnline = false;
  const host = createHost(() =>
    isOnline ? { get: async () => () => "list" } : Promise.reject(new Error("offline")),
  );
  await host.e("page");
  assert.throws(() => host("list"), /offline/);
  isOnline = true;
  await host.e("page");
  assert.equal(host("list"), "list");
});

test("one failure is reported to each importer for itself", async () => {
  const failure = new Error("offline");
  const runtime = createRuntime({
    external(module) {
      module.exports = Promise.reject(failure);
    },
  });
  installShareScopes(runtime, "host", none, none, none);
  installRemotes(
    runtime,
    { __proto__: null, a: ["default", "./A", "external"], b: ["default", "./B", "external"] },
    { __proto__: null, page: ["a", "b"] },
    none,
  );
  await runtime.e("page");
  assert.throws(() => runtime("a"), { message: 'offline\nwhile loading "./A" from external' });
  assert.throws(() => runtime("b"), { message: 'offline\nwhile loading "./B" from external' });
  assert.equal(failure.message, "offline");
});

test("sharing is initialised before get", async () => {
  const gate = deferred();
  const order = [];
  const host = createHost(
    {
      init: () => gate.promise.then(() => order.push("initialised")),
      get: async () => {
        order.push("get");
        return () => "list";
      },
    },
    { externals: { default: ["external"] } },
  );
  const promise = host.e("page");
  await settle();
  assert.deepEqual(order, []);
  gate.resolve();
  await promise;
  assert.deepEqual(order, ["initialised", "get"]);
});

test("remotes that import from each other load", async () => {
  const containers = {};
  const create = (name, other) => {
    const runtime = createRuntime({
      external(module) {
        module.exports = containers[other];
      },
      widget(module, exports, require) {
        exports.name = name;
        exports.other = () => require("remote").name;
      },
    });
    installShareScopes(runtime, name, none, { __proto__: null, default: ["external"] }, none);
    installRemotes(
      runtime,
      { __proto__: null, remote: ["default", "./Widget", "external"] },
      { __proto__: null, chunk: ["remote"] },
      none,
    );
    containers[name] = createContainer(
      runtime,
      { __proto__: null, "./Widget": [["chunk"], "widget"] },
      "default",
    );
  };
  create("a", "b");
  create("b", "a");
  const scope = {};
  await containers.a.init(scope);
  await containers.b.init(scope);
  const widget = (await containers.a.get("./Widget", []))();
  assert.equal(widget.name, "a");
  assert.equal(widget.other(), "b");
});

test("fallbacks are tried in order", async () => {
  const order = [];
  const create = (externals) => {
    const runtime = createRuntime();
    for (const [id, run] of Object.entries(externals)) {
      runtime.m[id] = (module) => {
        order.push(id);
        module.exports = run();
      };
    }
    installRemoteFallbacks(runtime, { __proto__: null, list: Object.keys(externals) });
    return runtime("list");
  };
  const container = { get() {} };
  const offline = () => Promise.reject(new Error("offline"));
  assert.equal(await create({ a: offline, b: () => undefined, c: () => container, d: offline }), container);
  assert.deepEqual(order, ["a", "b", "c"]);
  await assert.rejects(create({ a: offline, b: () => Promise.reject(new Error("last")) }), {
    message: "last",
  });
  assert.equal(await create({ a: offline, b: () => undefined }), undefined);
});

let page;
beforeEach(() => {
  page = installPage();
  mock.timers.enable({ apis: ["setTimeout"] });
});
afterEach(() => {
  page.leave();
  mock.timers.reset();
  delete globalThis.catalog;
});

function createScriptHost(spec = "catalog@http://cdn/remoteEntry.js") {
  const host = createHost();
  host.tu = (url) => url;
  installLoadScript(host, "shop", 120000);
  installScriptExternals(host, { __proto__: null, external: spec });
  return host;
}

test("a script remote is the global that its script defines", async () => {
  const host = createScriptHost();
  const promise = host("external");
  const script = page.document.last("script");
  assert.equal(script.src, "http://cdn/remoteEntry.js");
  assert.equal(script.getAttribute("data-webpack"), "shop:catalog");
  globalThis.catalog = { get() {} };
  script.fire("load");
  assert.equal(await promise, globalThis.catalog);
});

test("no script where the global is there", async () => {
  globalThis.catalog = { v2: { get() {} } };
  assert.equal(await createScriptHost()("external"), globalThis.catalog);
  assert.equal(await createScriptHost("catalog.v2@http://cdn/x.js")("external"), globalThis.catalog.v2);
  assert.equal(page.document.elements.length, 0);
});

test("an element's id is no global of a script", async () => {
  // Browsers answer for ids on the prototype chain of the window.
  const above = Object.getPrototypeOf(globalThis);
  Object.setPrototypeOf(globalThis, Object.create(above, { catalog: { value: { nodeType: 1 } } }));
  try {
    const promise = createScriptHost()("external");
    page.document.last("script").fire("load");
    await assert.rejects(promise, /It has not defined "catalog"/);
  } finally {
    Object.setPrototypeOf(globalThis, above);
  }
});

test("an address may contain @", () => {
  createScriptHost("catalog@http://cdn/@scope/remoteEntry.js")("external");
  assert.equal(page.document.last("script").src, "http://cdn/@scope/remoteEntry.js");
});

test("a script that does not come, and one that defines nothing", async () => {
  const host = createScriptHost();
  for (const [event, type, detail] of [
    ["error", "error", ""],
    ["load", "missing", '\nIt has not defined "catalog".'],
  ]) {
    const promise = host("external");
    page.document.last("script").fire(event);
    await assert.rejects(promise, {
      name: "ScriptExternalLoadError",
      message: `Loading script failed.\n(${type}: http://cdn/remoteEntry.js)${detail}`,
      type,
      request: "http://cdn/remoteEntry.js",
    });
    delete host.c.external;
  }
});

test("a script remote that was down when the page was loaded is loaded when it is back", async () => {
  const host = createRuntime();
  host.tu = (url) => url;
  installLoadScript(host, "shop", 120000);
  installScriptExternals(host, { __proto__: null, external: "catalog@http://cdn/remoteEntry.js" });
  installShareScopes(host, "host", none, { __proto__: null, default: ["external"] }, none);
  installRemotes(
    host,
    { __proto__: null, list: ["default", "./List", "external"] },
    { __proto__: null, page: ["list"] },
    { __proto__: null, external: "catalog@http://cdn/remoteEntry.js" },
  );
  await warningsOf(async () => {
    const promise = host.I("default");
    page.document.last("script").fire("error");
    await promise;
  });

  const failing = host.e("page");
  page.document.last("script").fire("error");
  await failing;
  assert.throws(() => host("list"), {
    name: "ScriptExternalLoadError",
    message:
      "Loading script failed.\n(error: http://cdn/remoteEntry.js)" +
      '\nwhile loading "./List" from catalog@http://cdn/remoteEntry.js',
    request: "http://cdn/remoteEntry.js",
  });

  const working = host.e("page");
  let scope;
  globalThis.catalog = {
    init: (given) => {
      scope = given;
    },
    get: async () => () => "list",
  };
  page.document.last("script").fire("load");
  await working;
  assert.equal(scope, host.S.default);
  assert.equal(host("list"), "list");
});
