import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { installConsumes } from "../consume_shared.js";
import { installDefineGetters } from "../define_getters.js";
import { installExportStar } from "../export_star.js";
import { installRestoreExports } from "../restore_exports.js";
import { installShareScopes } from "../share_scope.js";
import { createCopyGetter } from "../shared_copy.js";
import { createRuntime, settle, warningsOf } from "./support/runtime.js";

const resolutionCases = JSON.parse(readFileSync(new URL("resolution_cases.json", import.meta.url), "utf8"));
const none = { __proto__: null };
const STRICT = 1;
const SINGLETON = 2;
const EAGER = 4;

/** A share entry whose factory gives `name`. */
function entry(name, { from = "app", eager = false, loaded, isAsync = !eager } = {}) {
  const factory = () => name;
  return { get: () => (isAsync ? Promise.resolve(factory) : factory), from, eager, loaded };
}

function createConsumer(rows, scope, { initial = [], modules = {}, externals = { __proto__: null } } = {}) {
  const runtime = createRuntime(modules);
  installShareScopes(runtime, "app", none, externals, none);
  runtime.S.default = scope;
  const table = { __proto__: null, ...rows };
  installConsumes(runtime, table, { __proto__: null, chunk: Object.keys(rows) }, initial, none, none);
  return runtime;
}

/** What a lazy consumer with this row gets. */
async function consume(row, scope) {
  const runtime = createConsumer({ shared: row }, scope, {
    modules: {
      local(module) {
        module.exports = "fallback";
      },
    },
  });
  await runtime.e("chunk");
  return runtime("shared");
}

const fallback = [[], "local"];
const versions = () => ({ "1.0.0": entry("1.0.0"), "1.2.0": entry("1.2.0"), "2.0.0": entry("2.0.0") });

const kinds = [
  { name: "load", flags: 0, range: 0, fits: "2.0.0" },
  { name: "loadVersion", flags: 0, range: "^1.0.0", fits: "1.2.0" },
  { name: "loadStrictVersion", flags: STRICT, range: "^1.0.0", fits: "1.2.0" },
  { name: "loadSingleton", flags: SINGLETON, range: 0, fits: "2.0.0" },
  { name: "loadSingletonVersion", flags: SINGLETON, range: "^2.0.0", fits: "2.0.0" },
  { name: "loadStrictSingletonVersion", flags: SINGLETON | STRICT, range: "^2.0.0", fits: "2.0.0" },
];

for (const { name, flags, range, fits } of kinds) {
  test(`${name}: a version fits`, async () => {
    const scope = { lib: versions() };
    assert.equal(await consume(["default", "lib", flags, range, fallback], scope), fits);
    assert.equal(scope.lib[fits].loaded, true);
  });

  test(`${name}: the key is absent`, async () => {
    assert.equal(await consume(["default", "lib", flags, range, fallback], {}), "fallback");
    const message = "Shared module lib doesn't exist in shared scope default";
    await assert.rejects(consume(["default", "lib", flags, range], {}), { message });
    await assert.rejects(consume(["default", "toString", flags, range], {}), /Shared module toString/);
  });
}

test("loadVersion: nothing fits, the highest is used with a warning", async () => {
  const warnings = await warningsOf(async () => {
    assert.equal(await consume(["default", "lib", 0, "^3.0.0", fallback], { lib: versions() }), "2.0.0");
  });
  assert.deepEqual(warnings, [
    "No satisfying version (^3.0.0) of shared module lib found in shared scope default.\n" +
      "Available versions: 1.0.0 from app, 1.2.0 from app, 2.0.0 from app",
  ]);
});

test("loadStrictVersion: nothing fits, the local copy is used, or it is an error", async () => {
  assert.equal(
    await consume(["default", "lib", STRICT, "^3.0.0", fallback], { lib: versions() }),
    "fallback",
  );
  await assert.rejects(consume(["default", "lib", STRICT, "^3.0.0"], { lib: versions() }), {
    message: /^No satisfying version \(\^3\.0\.0\) of shared module lib found in shared scope default\.\n/,
  });
});

test("loadSingletonVersion: the pick does not fit, it is used with a warning", async () => {
  const warnings = await warningsOf(async () => {
    assert.equal(
      await consume(["default", "lib", SINGLETON, "^1.0.0", fallback], { lib: versions() }),
      "2.0.0",
    );
  });
  assert.deepEqual(warnings, [
    "Unsatisfied version 2.0.0 from app of shared singleton module lib (required ^1.0.0)",
  ]);
});

test("loadStrictSingletonVersion: the pick does not fit, which no local copy helps", async () => {
  await assert.rejects(
    consume(["default", "lib", SINGLETON | STRICT, "^1.0.0", fallback], { lib: versions() }),
    { message: "Unsatisfied version 2.0.0 from app of shared singleton module lib (required ^1.0.0)" },
  );
});

test("the singleton is the highest, until one has been loaded that came first", async () => {
  const low = () => entry("1.0.0", { loaded: 1 });
  const row = ["default", "lib", SINGLETON, 0];
  assert.equal(await consume(row, { lib: { "1.0.0": low(), "2.0.0": entry("2.0.0") } }), "1.0.0");
  assert.equal(await consume(row, { lib: { "2.0.0": entry("2.0.0"), "1.0.0": low() } }), "2.0.0");
  assert.equal(await consume(row, { lib: { "1.0.0": entry("1.0.0"), "2.0.0": entry("2.0.0") } }), "2.0.0");
  assert.equal(
    await consume(row, { lib: { "1.0.0": entry("1.0.0"), "2.0.0": entry("2.0.0", { loaded: true }) } }),
    "2.0.0",
  );
});

test("what other builds' runtimes write is understood", async () => {
  const scope = {
    lib: {
      "1.0.0": {
        get: () => Promise.resolve(() => "v2"),
        from: "other",
        version: "1.0.0",
        scope: ["default"],
        shareConfig: { requiredVersion: "^1.0.0", singleton: true, eager: 0, strictVersion: false },
        strategy: "version-first",
        loading: null,
        useIn: [],
        deps: [],
        loaded: undefined,
      },
      0: { get: () => () => "bare" },
    },
  };
  assert.equal(await consume(["default", "lib", 0, "^1.0.0"], scope), "v2");
  assert.equal(await consume(["default", "lib", 0, 0], { lib: { 0: { get: () => () => "bare" } } }), "bare");
});

test("eager consumers take eager versions only", async () => {
  const scope = { lib: { "1.0.0": entry("1.0.0", { eager: true }), "2.0.0": entry("2.0.0") } };
  for (const flags of [EAGER, EAGER | SINGLETON]) {
    const runtime = createConsumer({ shared: ["default", "lib", flags, 0] }, scope, { initial: ["shared"] });
    assert.equal(runtime("shared"), "1.0.0");
  }
});

test("a lazy consumer in an initial chunk needs an eager version", () => {
  const lazy = createConsumer(
    { shared: ["default", "lib", 0, 0] },
    { lib: versions() },
    { initial: ["shared"] },
  );
  assert.throws(() => lazy("shared"), {
    message: "Shared module is not available for eager consumption: shared",
  });
  const scope = { lib: { "1.0.0": entry("1.0.0", { eager: true }) } };
  const eager = createConsumer({ shared: ["default", "lib", 0, 0] }, scope, { initial: ["shared"] });
  assert.equal(eager("shared"), "1.0.0");
});

test("an eager consumer without eager version gets a real message", () => {
  const expected = {
    name: "Error",
    message:
      "No satisfying version (*) for eager consumption of shared module lib found in shared scope default.\n" +
      "Available versions: 1.0.0 from app, 1.2.0 from app, 2.0.0 from app",
  };
  for (const row of [
    ["default", "lib", EAGER, 0],
    ["default", "lib", EAGER | SINGLETON, 0],
    ["default", "lib", EAGER | SINGLETON, 0, fallback],
  ]) {
    const runtime = createConsumer({ shared: row }, { lib: versions() }, { initial: ["shared"] });
    assert.throws(() => runtime("shared"), expected);
  }
});

test("an eager consumer that is no singleton has its own copy", () => {
  const runtime = createConsumer(
    { shared: ["default", "lib", EAGER, "^1.0.0", fallback] },
    { lib: versions() },
    {
      initial: ["shared"],
      modules: {
        local(module) {
          module.exports = "fallback";
        },
      },
    },
  );
  assert.equal(runtime("shared"), "fallback");
});

test("eager consumers do not wait for the scope", () => {
  const scope = { lib: { "1.0.0": entry("1.0.0", { eager: true }) } };
  const runtime = createConsumer({ shared: ["default", "lib", EAGER, 0] }, scope, {
    initial: ["shared"],
    externals: { __proto__: null, default: ["remote"] },
    modules: {
      remote(module) {
        module.exports = new Promise(() => {});
      },
    },
  });
  assert.equal(runtime("shared"), "1.0.0");
});

test("each require asks the factory, also in a cycle", async () => {
  const runtime = createConsumer(
    { shared: ["default", "lib", 0, 0, [[], "self"]] },
    {},
    {
      modules: {
        self(module, exports, require) {
          exports.early = 1;
          exports.same = require("shared") === exports;
        },
      },
    },
  );
  await runtime.e("chunk");
  assert.deepEqual(runtime("shared"), { early: 1, same: true });
  assert.equal(runtime.c.shared, undefined);
});

test("in flight: one resolution for two chunks", async () => {
  let calls = 0;
  const scope = {
    lib: {
      "1.0.0": {
        get() {
          calls++;
          return Promise.resolve(() => "lib");
        },
      },
    },
  };
  const runtime = createConsumer({ shared: ["default", "lib", 0, 0] }, scope);
  await Promise.all([runtime.e("chunk"), runtime.e("chunk")]);
  await runtime.e("chunk");
  assert.equal(calls, 1);
});

test("a failed version fails importers that can do without it, and is tried again", async () => {
  let attempts = 0;
  const scope = {
    lib: {
      "1.0.0": {
        get: () => (attempts++ ? Promise.resolve(() => "lib") : Promise.reject(new Error("chunk lost"))),
      },
    },
  };
  const runtime = createConsumer({ shared: ["default", "lib", 16, 0] }, scope);
  await runtime.e("chunk");
  assert.throws(() => runtime("shared"), { message: "chunk lost" });
  assert.throws(() => runtime("shared"), { message: "chunk lost" });
  await runtime.e("chunk");
  assert.equal(runtime("shared"), "lib");
});

test("the local copy's chunks are loaded first", async () => {
  const loaded = [];
  const runtime = createRuntime(
    {
      local(module) {
        module.exports = "fallback";
      },
    },
    { a: async () => loaded.push("a"), b: async () => loaded.push("b") },
  );
  installShareScopes(runtime, "app", none, none, none);
  const rows = { __proto__: null, shared: ["default", "lib", 0, 0, [["a", "b"], "local"]] };
  installConsumes(runtime, rows, { __proto__: null, chunk: ["shared"] }, [], none, none);
  await runtime.e("chunk");
  await settle();
  assert.deepEqual(loaded, ["a", "b"]);
  assert.equal(runtime("shared"), "fallback");
});

/** `lib`, whose kept part has `near`; a supplement brings `far`. */
function createPartialCopy(loaders = {}) {
  const runtime = createRuntime(
    {
      copy(module, exports, require) {
        require.d(exports, { near: () => "near" });
      },
      far(module, exports, require) {
        require.d(exports, { far: () => "far" });
      },
      rest(module, exports, require) {
        module.exports = require.rs("copy", [["copy", { far: ["far", "far"] }]], ["far"]);
      },
    },
    loaders,
  );
  installDefineGetters(runtime);
  installExportStar(runtime);
  installRestoreExports(runtime);
  const copies = { __proto__: null, copy: [["near"], ["restChunk"], "rest"] };
  installShareScopes(
    runtime,
    "app",
    { __proto__: null, default: [["lib", "1.0.0", 0, [["copyChunk"], "copy"]]] },
    none,
    copies,
  );
  return { runtime, copies };
}

test("a part of a package is given to those who say what they need", async () => {
  const loaded = [];
  const load = (chunk) => () => Promise.resolve(loaded.push(chunk));
  const { runtime } = createPartialCopy({ copyChunk: load("copy"), restChunk: load("rest") });
  runtime.I("default");
  const entry = runtime.S.default.lib["1.0.0"];
  const part = (await entry.getExports(["near"]))();
  assert.deepEqual([Object.keys(part), loaded], [["near"], ["copy"]]);
  assert.deepEqual(Object.keys((await entry.getExports([]))()), ["near"]);
  const whole = (await entry.getExports(["near", "far"]))();
  assert.equal(whole, part);
  assert.deepEqual([Object.keys(whole), whole.far], [["near", "far"], "far"]);
  assert.equal((await entry.getExports(0))(), part);
  assert.equal((await entry.get())(), part);
});

test("a supplement that cannot be loaded rejects who needs it, and nobody else", async () => {
  const restChunk = () => Promise.reject(new Error("offline"));
  const { runtime } = createPartialCopy({ restChunk });
  runtime.I("default");
  const entry = runtime.S.default.lib["1.0.0"];
  await assert.rejects(Promise.resolve(entry.getExports(["far"])), /offline/);
  await assert.rejects(Promise.resolve(entry.get()), /offline/);
  const part = (await entry.getExports(["near"]))();
  assert.deepEqual(Object.keys(part), ["near"]);
});

test("what a shared module cannot be had for is not evaluated, and may be asked for again", async () => {
  let fails = true;
  const base = { ...entry("base"), get: () => (fails ? Promise.reject(new Error("offline")) : Promise.resolve(() => "base")) };
  let evaluations = 0;
  const runtime = createConsumer({ base: ["default", "base", 0, 0] }, { base: { "1.0.0": base } }, {
    modules: {
      lib(module, exports, require) {
        evaluations++;
        module.exports = "lib with " + require("base");
      },
    },
  });
  const get = createCopyGetter(runtime, [["chunk"], "lib"], none);
  await assert.rejects(async () => get(), /offline/);
  assert.equal(evaluations, 0);
  // And so is an `import()`.
  await assert.rejects(runtime.e("chunk"), /offline/);
  fails = false;
  assert.equal((await get())(), "lib with base");
  assert.equal(evaluations, 1);
});

test("who can await a module that evaluates to a promise gets it when it is imported, others when it is done", async () => {
  const order = [];
  const modules = {
    slow(module) {
      order.push("slow");
      module.exports = Promise.resolve({ answer: 42 });
    },
  };
  const provides = { __proto__: null, default: [["lib", "1.0.0", 0, [["chunk"], ["slow"]]]] };
  for (const [flags, when] of [
    [0, ["slow", "ready"]],
    [32, ["ready", "slow"]],
  ]) {
    order.length = 0;
    const runtime = createRuntime(modules, { chunk: async () => {}, page: async () => {} });
    installShareScopes(runtime, "app", provides, none, none);
    const rows = { __proto__: null, shared: ["default", "lib", flags, 0] };
    installConsumes(runtime, rows, { __proto__: null, page: ["shared"] }, [], none, none);
    await runtime.e("page");
    order.push("ready");
    const exports = runtime("shared");
    assert.equal(exports instanceof Promise, flags === 32);
    assert.deepEqual([(await exports).answer, order], [42, when]);
  }
});

test("the chunk of a supplement waits for what it needs of other shared modules", async () => {
  const asked = [];
  const scope = {
    redux: {
      "1.0.0": {
        get: () => assert.fail("it says what it needs"),
        getExports: (needs) => {
          asked.push(needs);
          return Promise.resolve(() => "redux with " + needs);
        },
      },
    },
  };
  const runtime = createRuntime({});
  installShareScopes(runtime, "app", none, none, none);
  runtime.S.default = scope;
  const rows = { __proto__: null, redux: ["default", "redux", 0, 0, 0, ["combine"]] };
  const further = { __proto__: null, rest: [["redux", ["combine", "isPlainObject"]]] };
  installConsumes(runtime, rows, { __proto__: null, main: ["redux"] }, [], none, further);
  await runtime.e("main");
  assert.equal(runtime("redux"), "redux with combine");
  await runtime.e("rest");
  assert.equal(runtime("redux"), "redux with combine,isPlainObject");
  assert.deepEqual(asked, [["combine"], ["combine", "isPlainObject"]]);
});

test("a sealed copy refuses what it does not have", async () => {
  const runtime = createRuntime({ copy: (module) => (module.exports = { near: 1 }) });
  const copies = { __proto__: null, copy: [["near"], "lib", "a, b"] };
  const row = [["chunk"], "copy"];
  const get = createCopyGetter(runtime, row, copies);
  assert.deepEqual((await get(["near"]))(), { near: 1 });
  const message = "Shared module lib is sealed: it has what a, b need, but not ";
  await assert.rejects(get(["near", "far"]), { message: message + "far" });
  await assert.rejects(get(), { message: message + "all of it" });
  assert.throws(createCopyGetter(runtime, [[], "copy"], copies), { message: message + "all of it" });
});

for (const { name, versions, wish, outcome, warns } of resolutionCases.resolutions) {
  // `loaded-first` is another build's constant.
  if (wish.loadedFirst) continue;
  test(`resolution: ${name}`, async () => {
    const lib = {};
    versions.forEach(({ version, ...fields }) => (lib[version] = entry(version, { ...fields, isAsync: false })));
    const flags = (wish.strict ? STRICT : 0) | (wish.singleton ? SINGLETON : 0) | (wish.eager ? EAGER : 0);
    const row = ["default", "lib", flags, wish.range || 0];
    if (wish.localCopy) row.push(fallback);
    let got;
    const warnings = await warningsOf(async () => {
      got = await consume(row, versions.length ? { lib } : {}).catch(() => "error");
    });
    assert.equal(got, outcome === "local copy" ? "fallback" : outcome);
    assert.equal(warnings.length, warns ? 1 : 0);
  });
}

for (const { name, old, new: next, stays } of resolutionCases.registrations) {
  test(`registration: ${name}`, () => {
    const runtime = createRuntime();
    const provides = { __proto__: null, default: [["lib", next.version, next.eager ? 1 : 0, [[], "lib"]]] };
    installShareScopes(runtime, next.from, provides, none, none);
    runtime.S.default = { lib: { [old.version]: entry(old.version, old) } };
    runtime.I("default");
    assert.equal(runtime.S.default.lib[old.version].from, stays);
  });
}

test("of several scopes the first one that has the package decides", async () => {
  const runtime = createConsumer({ shared: [["first", "second"], "lib", 0, "^1.0.0", fallback] }, {}, {
    modules: {
      local(module) {
        module.exports = "fallback";
      },
    },
  });
  runtime.S.second = { lib: { "1.0.0": entry("1.0.0") } };
  await runtime.e("chunk");
  assert.equal(runtime("shared"), "1.0.0");
});
