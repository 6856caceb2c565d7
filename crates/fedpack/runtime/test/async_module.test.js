import assert from "node:assert/strict";
import { test } from "node:test";
import { installAsyncModules } from "../async_module.js";
import { createRequire } from "../require.js";
import { deferred, settle } from "./support/runtime.js";

/**
 * Builds async modules as generated code has them: `imports`, then `run`, which awaits if it is async.
 * `log` gets `<id` when the body starts to run after its imports and `id>` when it is done.
 */
function build(graph, log = []) {
  const modules = {};
  for (const [id, { imports = [], run = () => {}, isAsync = false }] of Object.entries(graph)) {
    modules[id] = (module, exports, require) => {
      require.a(
        module,
        async (handle, result) => {
          try {
            const dependencies = imports.map((name) => require(name));
            const handled = handle(dependencies);
            const values = handled.then ? (await handled)() : handled;
            log.push("<" + id);
            const value = run(values);
            exports.value = isAsync ? await value : value;
            log.push(id + ">");
            result();
          } catch (error) {
            result(error);
          }
        },
        isAsync ? 1 : 0,
      );
    };
  }
  const runtime = createRequire(modules);
  installAsyncModules(runtime);
  return { runtime, log };
}

test("exports arrive when the module is done", async () => {
  const gate = deferred();
  const { runtime } = build({ a: { run: () => gate.promise, isAsync: true } });
  const promise = runtime("a");
  assert.equal(typeof promise.then, "function");
  gate.resolve(5);
  assert.equal((await promise).value, 5);
  assert.equal(runtime("a"), promise);
});

test("an importer waits, its siblings run in import order", async () => {
  const gate = deferred();
  const { runtime, log } = build({
    main: { imports: ["x", "y", "z"] },
    x: { imports: ["awaits"] },
    y: { imports: [] },
    z: { imports: ["awaits"] },
    awaits: { run: () => gate.promise, isAsync: true },
  });
  const promise = runtime("main");
  await settle();
  assert.deepEqual(log, ["<awaits", "<y", "y>"]);
  gate.resolve();
  await promise;
  assert.deepEqual(log, ["<awaits", "<y", "y>", "awaits>", "<x", "x>", "<z", "z>", "<main", "main>"]);
});

test("siblings that await start together", async () => {
  const first = deferred();
  const second = deferred();
  const { runtime, log } = build({
    main: { imports: ["a", "b"] },
    a: { run: () => first.promise, isAsync: true },
    b: { run: () => second.promise, isAsync: true },
  });
  const promise = runtime("main");
  await settle();
  assert.deepEqual(log, ["<a", "<b"]);
  second.resolve();
  await settle();
  assert.deepEqual(log, ["<a", "<b", "b>"]);
  first.resolve();
  await promise;
  assert.deepEqual(log, ["<a", "<b", "b>", "a>", "<main", "main>"]);
});

test("an importer of modules that need no waiting runs at once", () => {
  const { runtime, log } = build({ main: { imports: ["a"] }, a: {} });
  runtime("main");
  assert.deepEqual(log, ["<a", "a>", "<main", "main>"]);
});

test("cycles end", async () => {
  const { runtime, log } = build({
    a: { imports: ["b"], run: () => Promise.resolve("a"), isAsync: true },
    b: { imports: ["c"] },
    c: { imports: ["a"], run: () => Promise.resolve("c"), isAsync: true },
  });
  assert.equal((await runtime("a")).value, "a");
  assert.deepEqual(log, ["<c", "c>", "<b", "b>", "<a", "a>"]);
});

test("who comes later waits for the whole cycle", async () => {
  const gate = deferred();
  const { runtime, log } = build({
    a: { imports: ["b"], run: () => gate.promise, isAsync: true },
    b: { imports: ["a"] },
    late: { imports: ["b"] },
  });
  runtime("a");
  const late = runtime("late");
  await settle();
  assert.deepEqual(log, ["<b", "b>", "<a"]);
  gate.resolve();
  await late;
  assert.deepEqual(log, ["<b", "b>", "<a", "a>", "<late", "late>"]);
});

test("errors reach every importer", async () => {
  const gate = deferred();
  const { runtime, log } = build({
    main: { imports: ["middle"] },
    middle: { imports: ["bad", "good"] },
    good: {},
    bad: { run: () => gate.promise, isAsync: true },
    other: { imports: ["bad"] },
  });
  const main = runtime("main");
  gate.reject(new Error("no"));
  await assert.rejects(main, { message: "no" });
  await assert.rejects(runtime("middle"), { message: "no" });
  await assert.rejects(runtime("other"), { message: "no" });
  assert.equal(log.includes("<middle"), false);
});

test("a falsy error is an error", async () => {
  const { runtime } = build({
    main: { imports: ["bad"] },
    bad: {
      run() {
        return Promise.reject(undefined);
      },
      isAsync: true,
    },
  });
  await assert.rejects(
    runtime("main").then(() => {}),
    (error) => error === undefined,
  );
});

test("a promise as module is awaited", async () => {
  const { runtime } = build({ main: { imports: ["external"], run: ([value]) => value.name } });
  runtime.m.external = (module) => {
    module.exports = Promise.resolve({ name: "container" });
  };
  assert.equal((await runtime("main")).value, "container");
  const failing = build({ main: { imports: ["external"] } }).runtime;
  failing.m.external = (module) => {
    module.exports = Promise.reject(new Error("offline"));
  };
  await assert.rejects(failing("main"), { message: "offline" });
});

test("the order of a deep graph is that of ECMAScript", async () => {
  // https://tc39.es/ecma262/#sec-example-cyclic-module-record-graphs, without the cycle: b and c wait for d.
  const gate = deferred();
  const { runtime, log } = build({
    a: { imports: ["b", "c"] },
    b: { imports: ["d"], run: () => Promise.resolve(), isAsync: true },
    c: { imports: ["d", "e"], run: () => Promise.resolve(), isAsync: true },
    d: { run: () => gate.promise, isAsync: true },
    e: { run: () => Promise.resolve(), isAsync: true },
  });
  const promise = runtime("a");
  await settle();
  assert.deepEqual(log, ["<d", "<e", "e>"]);
  gate.resolve();
  await promise;
  assert.deepEqual(log, ["<d", "<e", "e>", "d>", "<b", "<c", "b>", "c>", "<a", "a>"]);
});
