import assert from "node:assert/strict";
import { test } from "node:test";
import { createContainer } from "../container.js";
import { installShareScopes } from "../share_scope.js";
import { createRuntime, deferred, warningsOf } from "./support/runtime.js";

const none = { __proto__: null };

function createProvider(uniqueName, provides = {}, { externals = {}, modules = {}, loaders = {} } = {}) {
  const runtime = createRuntime(modules, loaders);
  installShareScopes(
    runtime,
    uniqueName,
    { __proto__: null, ...provides },
    { __proto__: null, ...externals },
    none,
  );
  return runtime;
}

/** Registers `lib` 1.0.0 into an existing scope. */
function register(scope, uniqueName, eager = 0) {
  const runtime = createProvider(uniqueName, { default: [["lib", "1.0.0", eager, [[], "lib"]]] });
  runtime.S.default = scope;
  assert.equal(runtime.I("default"), 1);
  return scope.lib["1.0.0"];
}

test("entries have get, from and eager", async () => {
  const loaded = [];
  const runtime = createProvider(
    "app",
    {
      default: [
        ["lazy", "1.0.0", 0, [["chunk"], "lazy"]],
        ["eager", "0", 1, [[], "eager"]],
      ],
    },
    {
      modules: {
        lazy(module) {
          module.exports = "lazy module";
        },
        eager(module) {
          module.exports = "eager module";
        },
      },
      loaders: { chunk: async () => loaded.push("chunk") },
    },
  );
  assert.equal(runtime.I("default"), 1);
  const { lazy, eager } = runtime.S.default;
  assert.deepEqual(Object.keys(lazy["1.0.0"]), ["get", "from", "eager"]);
  assert.deepEqual([lazy["1.0.0"].from, lazy["1.0.0"].eager, eager[0].eager], ["app", false, true]);
  assert.equal(eager[0].get()(), "eager module");
  assert.equal(runtime.c.lazy, undefined);
  const factory = await lazy["1.0.0"].get();
  assert.deepEqual(loaded, ["chunk"]);
  assert.equal(runtime.c.lazy, undefined, "loading does not evaluate");
  assert.equal(factory(), "lazy module");
});

test("of equal versions the greater name wins, in any order", () => {
  for (const names of [
    ["a", "b"],
    ["b", "a"],
  ]) {
    const scope = {};
    names.forEach((name) => register(scope, name));
    assert.equal(scope.lib["1.0.0"].from, "b");
  }
  const scope = {};
  register(scope, "B");
  assert.equal(register(scope, "a").from, "a", "by code unit");
});

test("eager wins over lazy, whatever the names", () => {
  const first = {};
  register(first, "z");
  assert.equal(register(first, "a", 1).from, "a");
  const second = {};
  register(second, "a", 1);
  assert.equal(register(second, "z").from, "a");
  const both = {};
  register(both, "a", 1);
  assert.equal(register(both, "b", 1).from, "b");
});

test("what has been loaded stays", () => {
  const scope = {};
  register(scope, "a").loaded = 1;
  assert.equal(register(scope, "z", 1).from, "a");
});

test("entries with nothing but get are kept", () => {
  const get = () => () => "bare";
  const scope = { lib: { "1.0.0": { get } } };
  assert.equal(register(scope, "z").get, get);
});

test("keys and scopes may be named like members of Object", () => {
  const runtime = createProvider("app", {
    constructor: [["toString", "1.0.0", 0, [[], "x"]]],
  });
  runtime.I("constructor");
  assert.equal(runtime.S.constructor.toString["1.0.0"].from, "app");
  runtime.I("valueOf");
  assert.deepEqual(runtime.S.valueOf, {});
});

test("the scope object is the one that was given", () => {
  const scope = {};
  const runtime = createProvider("app", { default: [["lib", "1.0.0", 0, [[], "lib"]]] });
  runtime.S.default = scope;
  runtime.I("default");
  assert.equal(runtime.S.default, scope);
  assert.ok(scope.lib["1.0.0"]);
});

/** A host whose remotes are given as containers, promises of them, or factories that throw. */
function createHost(remotes, provides = {}) {
  const modules = {};
  for (const [id, container] of Object.entries(remotes)) {
    modules[id] = (module) => {
      module.exports = typeof container === "function" ? container() : container;
    };
  }
  return createProvider("host", provides, { externals: { default: Object.keys(remotes) }, modules });
}

test("remotes get the same scope and the list of who is at it, once", async () => {
  const calls = [];
  const init = (scope, initScope) => {
    calls.push([scope, initScope.length]);
  };
  const host = createHost({ a: { get() {}, init }, b: Promise.resolve({ get() {}, init }) });
  const first = host.I("default");
  assert.equal(typeof first.then, "function");
  assert.equal(host.I("default"), first);
  await first;
  assert.equal(host.I("default"), 1);
  assert.equal(calls.length, 2);
  assert.ok(calls.every(([scope, tokens]) => scope === host.S.default && tokens === 1));
});

test("remotes that are there make it synchronous", () => {
  const host = createHost({ a: { get() {}, init: () => 1 } });
  assert.equal(host.I("default"), 1);
});

test("a remote that fails only warns", async () => {
  const host = createHost({
    throwing() {
      throw new Error("evaluation");
    },
    missing: Promise.resolve(undefined),
    rejecting: () => Promise.reject(new Error("network")),
    initThrows: {
      get() {},
      init() {
        throw new Error("init");
      },
    },
    initRejects: { get() {}, init: () => Promise.reject(new Error("late")) },
    noInit: { get() {} },
  });
  const warnings = await warningsOf(async () => {
    await host.I("default");
  });
  assert.deepEqual(warnings.sort(), [
    "Initialization of sharing external failed: Error: evaluation",
    "Initialization of sharing external failed: Error: init",
    "Initialization of sharing external failed: Error: late",
    "Initialization of sharing external failed: Error: network",
  ]);
  assert.equal(host.c.rejecting, undefined, "so that it can be loaded again");
});

test("remotes that refer to each other end", async () => {
  const containers = {};
  const create = (name, other) => {
    const runtime = createProvider(
      name,
      { default: [["lib", "1.0.0", 0, [[], "lib"]]] },
      {
        externals: { default: ["other"] },
        modules: {
          other(module) {
            module.exports = Promise.resolve().then(() => containers[other]);
          },
        },
      },
    );
    containers[name] = createContainer(runtime, none, "default");
  };
  create("a", "b");
  create("b", "a");
  const host = createHost({ a: Promise.resolve().then(() => containers.a) });
  await host.I("default");
  assert.equal(host.S.default.lib["1.0.0"].from, "b");
});

test("I answers nothing to who is already at it", () => {
  const host = createHost({});
  const initScope = [];
  assert.equal(host.I("default", initScope), 1);
  assert.equal(host.I("default", initScope), undefined);
  assert.equal(host.I("default"), 1);
});

test("container: get", async () => {
  const order = [];
  const runtime = createRuntime(
    {
      first: () => order.push("first"),
      second(module) {
        order.push("second");
        module.exports = "second";
      },
    },
    { chunk: async () => order.push("chunk") },
  );
  const container = createContainer(
    runtime,
    { __proto__: null, "./Widget": [["chunk"], "first", "second"], ".": [[], "second"] },
    "default",
  );
  const scopes = [];
  runtime.f.scope = () => scopes.push(runtime.R);
  const getScope = [];
  const factory = await container.get("./Widget", getScope);
  assert.deepEqual(order, ["chunk"]);
  assert.deepEqual(scopes, [getScope]);
  assert.equal(scopes[0], getScope);
  assert.equal(runtime.R, undefined);
  assert.equal(factory(), "second");
  assert.deepEqual(order, ["chunk", "first", "second"]);
  assert.equal((await container.get("."))(), "second");
  for (const key of ["./widget", "Widget", "toString", "__proto__"]) {
    await assert.rejects(container.get(key), { message: `Module "${key}" does not exist in container.` });
  }
});

test("container: get and init cannot be replaced", () => {
  const container = createContainer(createRuntime(), none, "default");
  const { get } = container;
  assert.throws(() => {
    "use strict";
    container.get = 1;
  }, TypeError);
  assert.equal(container.get, get);
  assert.deepEqual(Object.keys(container), ["get", "init"]);
});

test("container: init twice", () => {
  const runtime = createProvider("remote", { default: [["lib", "1.0.0", 0, [[], "lib"]]] });
  const container = createContainer(runtime, none, "default");
  const scope = {};
  assert.equal(container.init(scope), 1);
  assert.equal(runtime.S.default, scope);
  assert.equal(container.init(scope, []), 1);
  assert.throws(() => container.init({}), {
    message:
      "Container initialization failed as it has already been initialized with a different share scope",
  });
});

test("container: init ignores what newer hosts add", () => {
  const runtime = createProvider("remote");
  const container = createContainer(runtime, none, "default");
  const options = { version: "2.0.0", shareScopeKeys: ["default"] };
  Object.defineProperty(options, "shareScopeMap", { value: {}, enumerable: false });
  assert.equal(container.init({}, [{ from: "host" }], options), 1);
});

test("container: init without sharing", () => {
  assert.equal(createContainer(createRuntime(), none, "default").init({}), undefined);
});

test("container: init waits for its own remotes", async () => {
  const gate = deferred();
  const runtime = createProvider(
    "remote",
    {},
    {
      externals: { default: ["nested"] },
      modules: {
        nested(module) {
          module.exports = gate.promise;
        },
      },
    },
  );
  const container = createContainer(runtime, none, "default");
  let isDone = false;
  const promise = container.init({}).then(() => (isDone = true));
  await Promise.resolve();
  assert.equal(isDone, false);
  gate.resolve({ get() {}, init: () => 1 });
  await promise;
});

test("a remote with several scopes is not waited for by each of them", async () => {
  const given = [];
  const container = { init: (scope, visited, options) => given.push(options.shareScopeKeys), get() {} };
  const externals = { __proto__: null, first: [["remote", ["first", "second"]]], second: [["remote", ["first", "second"]]] };
  const runtime = createRuntime({
    remote(module) {
      module.exports = new Promise((resolve) => setTimeout(resolve, 1, container));
    },
  });
  installShareScopes(runtime, "app", none, externals, none);
  // Two chunks ask at once, each for one of them.
  await Promise.all([runtime.I("first"), runtime.I("second")]);
  assert.deepEqual(given, [["first", "second"]]);
});
