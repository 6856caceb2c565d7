import assert from "node:assert/strict";
import { test } from "node:test";
import { installAmd } from "../amd.js";
import { installAmdDefine } from "../amd_define.js";
import { installContexts } from "../context.js";
import { installDefaultExport } from "../default_export.js";
import { installDefineGetters } from "../define_getters.js";
import { installEsmDecorator } from "../esm_decorator.js";
import { installExportStar } from "../export_star.js";
import { installFakeNamespace } from "../fake_namespace.js";
import { installMakeNamespace } from "../make_namespace.js";
import { installMissingModule } from "../missing_module.js";
import { installNodeDecorator } from "../node_decorator.js";
import { createRequire } from "../require.js";
import { createRuntime } from "./support/runtime.js";

test("a module runs once, with this, module and exports", () => {
  let runs = 0;
  const runtime = createRequire({
    a(module, exports, require) {
      runs++;
      assert.equal(this, exports);
      assert.equal(module.exports, exports);
      assert.equal(module.id, "a");
      assert.equal(module.loaded, false);
      assert.equal(require, runtime);
      exports.value = 1;
    },
  });
  assert.equal(runtime("a").value, 1);
  assert.equal(runtime("a"), runtime("a"));
  assert.equal(runs, 1);
  assert.equal(runtime.c.a.loaded, true);
});

test("a cycle sees what has been exported so far", () => {
  const runtime = createRequire({
    a(module, exports, require) {
      exports.early = 1;
      exports.seen = require("b").seen;
    },
    b(module, exports, require) {
      exports.seen = { ...require("a") };
    },
  });
  assert.deepEqual(runtime("a"), { early: 1, seen: { early: 1 } });
});

test("a module that threw stays as it is", () => {
  const runtime = createRequire({
    a(module, exports) {
      exports.early = 1;
      throw new Error("broken");
    },
  });
  assert.throws(() => runtime("a"), { message: "broken" });
  assert.deepEqual(runtime("a"), { early: 1 });
});

test("getters are live, enumerable and do not replace", () => {
  const runtime = createRuntime();
  installDefineGetters(runtime);
  let value = 1;
  const exports = {};
  runtime.d(exports, { a: () => value });
  runtime.d(exports, { a: () => "other", b: () => 2 });
  value = 3;
  assert.deepEqual({ ...exports }, { a: 3, b: 2 });
  const inherited = Object.create({ c: 1 });
  runtime.d(inherited, { c: () => 2 });
  assert.equal(inherited.c, 2);
});

test("namespaces are marked invisibly", () => {
  const runtime = createRuntime();
  installMakeNamespace(runtime);
  const exports = {};
  runtime.r(exports);
  assert.equal(exports.__esModule, true);
  assert.equal(String(exports), "[object Module]");
  assert.deepEqual(Object.keys(exports), []);
});

test("default export of any module", () => {
  const runtime = createRuntime();
  installDefaultExport(runtime);
  const esModule = { __esModule: true, default: 1 };
  assert.equal(runtime.n(esModule)(), 1);
  esModule.default = 2;
  assert.equal(runtime.n(esModule).a, 2);
  const common = { default: 1 };
  assert.equal(runtime.n(common)(), common);
  assert.equal(runtime.n(null)(), null);
});

test("fake namespaces", () => {
  const esModule = { __esModule: true, default: 1 };
  const common = { name: "x" };
  const runtime = createRuntime({
    common(module) {
      module.exports = common;
    },
    es(module) {
      module.exports = esModule;
    },
  });
  installFakeNamespace(runtime);
  const { t } = runtime;
  assert.equal(t("es", 1 | 4), esModule);
  assert.equal(t("common", 1 | 8), common);
  const whole = t("common", 1 | 2 | 4 | 16);
  assert.equal(whole.default, common);
  assert.equal(whole.name, "x");
  assert.equal(whole.__esModule, true);
  assert.deepEqual(Object.keys(t(common, 0)), ["default"]);
  assert.equal(t({ __esModule: true, default: 1 }, 2).default.default, 1);
  const promise = Promise.resolve();
  assert.equal(t(promise, 16), promise);
  assert.equal(t("text", 2).default, "text");
  function callable() {}
  callable.property = 1;
  assert.equal(t(callable, 2).property, 1);
  class Base {
    get inherited() {
      return 1;
    }
  }
  assert.equal(t(new Base(), 2).inherited, 1);
  assert.equal(t([1], 2).push, undefined);
});

test("module decorators", () => {
  const runtime = createRuntime();
  installEsmDecorator(runtime);
  installNodeDecorator(runtime);
  const decorated = runtime.hmd({ id: "m", exports: {} });
  assert.deepEqual(decorated.children, []);
  assert.equal(decorated.id, "m");
  assert.throws(() => {
    decorated.exports = 1;
  }, /ES Modules may not assign module\.exports .*: m$/);
  const module = { id: "n", exports: {} };
  assert.equal(runtime.nmd(module), module);
  assert.deepEqual([module.paths, module.children], [[], []]);
});

test("AMD", () => {
  const runtime = createRuntime();
  installAmd(runtime);
  assert.deepEqual(runtime.amdO, {});
  assert.throws(runtime.amdD, /define cannot be used indirect/);
});

test("AMD options are those of the configuration", () => {
  const runtime = createRuntime();
  installAmd(runtime, { jQuery: true });
  assert.deepEqual(runtime.amdO, { jQuery: true });
});

test("AMD's define gives the value of the factory, or what it does to exports", () => {
  const runtime = createRuntime();
  installAmdDefine(runtime);
  const module = { exports: {} };
  const { exports } = module;
  runtime.amdF(module, exports, (a, own) => void (own.a = a), [1, exports]);
  assert.deepEqual(module.exports, { a: 1 });
  runtime.amdF(module, exports, (require, own, self) => [require === runtime, own === exports, self === module]);
  assert.deepEqual(module.exports, [true, true, true]);
  runtime.amdF(module, exports, { data: 1 });
  assert.deepEqual(module.exports, { data: 1 });
});

test("an AMD module of its own file has a module object of its own", () => {
  const runtime = createRuntime();
  installAmdDefine(runtime);
  assert.equal(
    runtime.amdL("a", () => 1),
    1,
  );
  const filled = runtime.amdL(
    "b",
    (module, exports) => {
      exports.id = module.id;
    },
    (module, exports) => [module, exports],
  );
  assert.deepEqual(filled, { id: "b" });
});

test("export star passes on all but default and own names", () => {
  const runtime = createRuntime();
  installExportStar(runtime);
  const from = { default: 0, a: 1, b: 2 };
  const exports = { a: "own" };
  runtime.es(from, exports);
  from.b = 3;
  assert.equal(exports.a, "own");
  assert.equal(exports.b, 3);
  assert.equal("default" in exports, false);
  runtime.es(null, exports);
  runtime.es(undefined, exports);
});

test("missing modules", () => {
  const runtime = createRuntime();
  installMissingModule(runtime);
  assert.throws(() => runtime.mm("./x"), { message: "Cannot find module './x'", code: "MODULE_NOT_FOUND" });
});

test("contexts", async () => {
  const loaded = [];
  const runtime = createRuntime(
    {
      1(module) {
        module.exports = { one: 1 };
      },
    },
    { 7: async () => loaded.push(7) },
  );
  installFakeNamespace(runtime);
  installContexts(runtime);
  const sync = runtime.cx({ "./a": 1 }, 0, "context");
  assert.deepEqual(sync("./a"), { one: 1 });
  assert.deepEqual(sync.keys(), ["./a"]);
  assert.equal(sync.resolve("./a"), 1);
  assert.equal(sync.id, "context");
  assert.throws(() => sync("./b"), { code: "MODULE_NOT_FOUND" });
  assert.throws(() => sync("toString"), { code: "MODULE_NOT_FOUND" });

  const lazy = runtime.cx({ "./a": [1, 19, 7] }, 1, "context");
  const namespace = await lazy("./a");
  assert.equal(namespace.one, 1);
  assert.deepEqual(loaded, [7]);
  await assert.rejects(lazy("./b"), { message: "Cannot find module './b'" });

  const eager = runtime.cx({ "./a": [1, 9] }, 2, "context");
  assert.deepEqual(await eager("./a"), { one: 1 });

  const weak = runtime.cx({ "./a": 1, "./gone": 2 }, 3, "context");
  assert.deepEqual(weak("./a"), { one: 1 });
  assert.throws(() => weak("./gone"), /Module '.\/gone' \('2'\) is not available \(weak dependency\)/);
  const asyncWeak = runtime.cx({ "./gone": [2, 9] }, 4, "context");
  await assert.rejects(asyncWeak("./gone"), /weak dependency/);
});
