import assert from "node:assert/strict";
import { test } from "node:test";
import { installFederationPackage } from "../federation_package.js";
import { createRuntime } from "./support/runtime.js";

const none = { __proto__: null };
const info = (name, externalType = "script", entry = `https://${name}.test/remoteEntry.js`) => ({
  alias: name,
  name: externalType === "script" ? name : "",
  entry,
  externalType,
  shareScope: "default",
});

/** The package, as far as it is called: it writes down what it is given. */
function recordingPackage(calls) {
  const record = (name, result) => (options) => {
    calls.push([name, options]);
    return result;
  };
  return {
    runtime: "the runtime",
    instance: undefined,
    initOptions: undefined,
    bundlerRuntimeOptions: {},
    attachShareScopeMap: record("attach"),
    bundlerRuntime: {
      init: record("init", { name: "instance" }),
      I: record("I", "initialised"),
      consumes: record("consumes"),
      remotes: record("remotes"),
      installInitialConsumes: record("installInitialConsumes"),
    },
  };
}

function createHost({
  provides = none,
  consumes = none,
  initial = [],
  remotes = none,
  infos = none,
  copies = none,
  further = none,
} = {}) {
  const runtime = createRuntime({
    react(module) {
      module.exports = "react";
    },
    part(module) {
      module.exports = { one: 1 };
    },
    rest(module, exports, __webpack_require__) {
      module.exports = Object.assign(__webpack_require__("part"), { two: 2 });
    },
  });
  installFederationPackage(
    runtime,
    "shell",
    "loaded-first",
    provides,
    consumes,
    { __proto__: null, page: Object.keys(consumes) },
    initial,
    remotes,
    { __proto__: null, page: Object.keys(remotes) },
    infos,
    { __proto__: null, styles: 0 },
    "../",
    copies,
    further,
    "var",
  );
  return runtime;
}

test("init options hold shares, script remotes, strategy and plugins", async () => {
  const runtime = createHost({
    provides: { __proto__: null, default: [["react", "19.0.0", 2, [[], "react"], "^19.0.0"], ["lib", "1.0.0", 5, [[], "react"]]] },
    infos: { __proto__: null, a: [info("a")], b: [info("b", "module", "https://b.test/entry.mjs")] },
  });
  runtime.mf([
    [{ default: (parameter) => ({ name: "one", parameter }) }, { times: 3 }],
    [() => ({ name: "two" })],
    [() => undefined],
  ], recordingPackage([]));
  const { initOptions } = runtime.federation;
  assert.equal(initOptions.name, "shell");
  assert.equal(initOptions.shareStrategy, "loaded-first");
  assert.deepEqual(initOptions.remotes, [info("a")]);
  assert.deepEqual(initOptions.plugins.slice(0, 2), [{ name: "one", parameter: { times: 3 } }, { name: "two" }]);
  const [react] = initOptions.shared.react;
  assert.deepEqual(
    { ...react, get: undefined },
    {
      version: "19.0.0",
      scope: ["default"],
      shareConfig: { strictVersion: false, singleton: true, eager: false, requiredVersion: "^19.0.0" },
      get: undefined,
    },
  );
  assert.equal((await react.get())(), "react");
  assert.deepEqual(initOptions.shared.lib[0].shareConfig, { strictVersion: true, singleton: false, eager: true });
});

test("consumers are handed over with range, scopes and local copy", () => {
  const calls = [];
  const runtime = createHost({
    consumes: {
      __proto__: null,
      7: [["default", "other"], "react", 2, "^19.0.0", [[], "react"]],
      8: [["default"], "lib", 0, 0],
    },
    initial: ["7"],
  });
  runtime.mf([], { default: recordingPackage(calls) });
  const handlers = runtime.federation.consumesLoadingModuleToHandlerMapping;
  assert.equal(handlers[7].shareKey, "react");
  assert.deepEqual(handlers[7].shareInfo.scope, ["default", "other"]);
  assert.equal(handlers[7].shareInfo.shareConfig.requiredVersion, "^19.0.0");
  assert.equal(handlers[7].getter()(), "react");
  assert.equal(handlers[8].shareInfo.shareConfig.requiredVersion, false);
  assert.equal(handlers[8].getter, undefined);
  const promises = [];
  runtime.f.consumes("page", promises);
  const [, options] = calls.find(([name]) => name === "consumes");
  assert.deepEqual({ ...options.chunkMapping }, { page: ["7", "8"] });
  assert.equal(options.promises, promises);
  assert.deepEqual(calls.find(([name]) => name === "installInitialConsumes")[1].initialConsumes, ["7"]);
});

test("a remote module knows the places of its remote", () => {
  const calls = [];
  const runtime = createHost({
    remotes: { __proto__: null, 9: ["default", "./List", "external", "catalog"] },
    infos: { __proto__: null, catalog: [info("catalog")] },
  });
  runtime.mf([], recordingPackage(calls));
  runtime.f.remotes("page", []);
  const [, options] = calls.find(([name]) => name === "remotes");
  assert.equal(options.chunkId, "page");
  assert.deepEqual(options.idToRemoteMap, { 9: [info("catalog")] });
  assert.deepEqual({ ...options.idToExternalAndNameMapping }, { 9: ["default", "./List", "external", "catalog"] });
  assert.equal(options.webpackRequire, runtime);
  assert.equal(runtime.federation.bundlerRuntimeOptions.remotes.idToRemoteMap, options.idToRemoteMap);
});

test("sharing is initialised by the package, with the same tokens every time", () => {
  const calls = [];
  const runtime = createHost();
  runtime.mf([], recordingPackage(calls));
  assert.equal(runtime.I("default"), "initialised");
  runtime.I("default");
  const given = calls.filter(([name]) => name === "I").map(([, options]) => options);
  assert.equal(given[0].initTokens, given[1].initTokens);
  assert.equal(given[0].initPromises, given[1].initPromises);
  assert.equal(runtime.federation.instance.name, "instance");
  assert.ok(calls.some(([name]) => name === "attach"));
});

test("plugins that load chunks in Node are told which chunks have a script", () => {
  const { federation } = createHost();
  assert.equal(federation.chunkMatcher("page"), true);
  assert.equal(federation.chunkMatcher("styles"), false);
  assert.equal(federation.rootOutputDir, "../");
});

test("packages without an init of their own have the runtime's", () => {
  const runtime = createHost();
  const old = recordingPackage([]);
  delete old.bundlerRuntime.init;
  old.runtime = { init: (options) => ({ options }) };
  runtime.mf([], old);
  assert.equal(runtime.federation.instance.options, runtime.federation.initOptions);
});

const shaken = {
  provides: { __proto__: null, default: [["lib", "1.0.0", 0, [[], "part"], 0, "runtime-infer"]] },
  copies: { __proto__: null, part: [["one"], [], "rest"] },
};

test("treeShaking: an entry has the part beside the whole, of one instance", async () => {
  const runtime = createHost(shaken);
  runtime.mf([], recordingPackage([]));
  const [entry] = runtime.federation.initOptions.shared.lib;
  const { get, ...treeShaking } = entry.treeShaking;
  assert.deepEqual(treeShaking, { mode: "runtime-infer", usedExports: ["one"] });
  const part = (await get())();
  assert.deepEqual(part, { one: 1 });
  const whole = (await entry.get())();
  assert.deepEqual(whole, { one: 1, two: 2 });
  assert.deepEqual({ ...part }, { one: 1 }, "the part stays what it was");
  whole.one = 3;
  assert.equal(part.one, 3);
  assert.equal((await get())(), part);
});

test("treeShaking: the package's plugin may take the whole for the part, and a snapshot's copy stays", () => {
  const runtime = createHost(shaken);
  runtime.mf([], recordingPackage([]));
  const [entry] = runtime.federation.initOptions.shared.lib;
  const { get } = entry.treeShaking;
  entry.treeShaking.get = entry.get;
  assert.equal({ ...entry.treeShaking }.get, get);
  const ofServer = () => "of the server";
  entry.treeShaking.get = ofServer;
  assert.equal({ ...entry.treeShaking }.get, ofServer);
  assert.deepEqual(runtime.federation.sharedFallback, {});
  assert.equal(runtime.federation.libraryType, "var");
});

test("treeShaking: consumers of one key state what all of them use, or nothing", () => {
  const row = (needs) => [["default"], "lib", 0, 0, [[], "part"], "runtime-infer", needs];
  const of = (...needs) => {
    const consumes = { __proto__: null };
    needs.forEach((names, index) => (consumes[index] = row(names)));
    const { federation } = createHost({ ...shaken, consumes });
    return federation;
  };
  assert.deepEqual(of(["one"], ["one", "two"]).usedExports.lib, ["one", "two"]);
  const unknown = of(["one"], 0);
  assert.equal(unknown.usedExports.lib, undefined);
  const handlers = unknown.consumesLoadingModuleToHandlerMapping;
  assert.deepEqual(handlers[0].shareInfo.treeShaking, { status: 0 });
  assert.equal(handlers[1].treeShakingGetter, undefined);
});

test("treeShaking: a part that lacks what a consumer uses is not given", () => {
  const runtime = createHost(shaken);
  runtime.mf([], recordingPackage([]));
  const plugin = runtime.federation.initOptions.plugins.find(({ name }) => name === "fedpack-tree-shaking");
  const given = (part, usedExports) => {
    const found = { shared: { treeShaking: part }, useTreesShaking: true };
    return plugin.resolveShare({ shareInfo: { treeShaking: { usedExports } }, resolver: () => found }).resolver().useTreesShaking;
  };
  assert.equal(given({ usedExports: ["one", "two"] }, ["two"]), true);
  assert.equal(given({ usedExports: ["one"] }, ["two"]), false);
  assert.equal(given({}, ["two"]), false);
  assert.equal(given({ usedExports: ["one"] }, undefined), false);
  assert.equal(given({ status: 2 }, ["two"]), true, "a server knows all applications");
  assert.equal(plugin.resolveShare({ shareInfo: {}, resolver: () => undefined }).resolver(), undefined);
});

test("treeShaking: a supplement asks for the whole of what its modules need", async () => {
  const consumes = { __proto__: null, 7: [["default"], "lib", 0, 0, [[], "part"], "runtime-infer", ["one"]] };
  const runtime = createHost({ ...shaken, consumes, further: { __proto__: null, late: [["7", ["two"]]] } });
  runtime.mf([], recordingPackage([]));
  const asked = [];
  runtime.federation.instance.loadShare = (key, { customShareInfo }) => {
    asked.push([key, customShareInfo.treeShaking]);
    return Promise.resolve(() => "the whole");
  };
  const promises = [];
  runtime.f.consumes("late", promises);
  await Promise.all(promises);
  assert.deepEqual(asked, [["lib", { status: 0 }]]);
  assert.equal(runtime("7"), "the whole");
});
