import assert from "node:assert/strict";
import { test } from "node:test";
import { createPackageContainer } from "../package_container.js";
import { createRuntime } from "./support/runtime.js";

const modules = {
  ui(module, exports, __webpack_require__) {
    module.exports = { text: "ui with " + __webpack_require__("dep") };
  },
};

test("a package that asks for others is given them by who loads it", async () => {
  const runtime = createRuntime(modules);
  const container = createPackageContainer(runtime, "ui", { __proto__: null, dep: [["default"], "dep", 3, "^1.0.0"] });
  const instance = { name: "host" };
  const bundlerRuntime = {
    async installInitialConsumes({ webpackRequire, initialConsumes, moduleToHandlerMapping, asyncLoad }) {
      assert.equal(asyncLoad, true);
      assert.equal(webpackRequire.federation.instance, instance);
      assert.deepEqual(initialConsumes, ["dep"]);
      assert.deepEqual(moduleToHandlerMapping.dep, {
        shareKey: "dep",
        shareInfo: {
          scope: ["default"],
          shareConfig: { strictVersion: true, singleton: true, eager: false, requiredVersion: "^1.0.0" },
        },
      });
      webpackRequire.m.dep = (module) => {
        module.exports = "the dependency";
      };
    },
  };
  await container.init(instance, bundlerRuntime);
  assert.deepEqual(container.get()(), { text: "ui with the dependency" });
});

test("one that needs nothing asks for nothing", async () => {
  const container = createPackageContainer(createRuntime({ ui: (module) => void (module.exports = "ui") }), "ui", {
    __proto__: null,
  });
  const result = container.init({}, {});
  assert.ok(result instanceof Promise);
  await result;
  assert.equal(container.get()(), "ui");
});
