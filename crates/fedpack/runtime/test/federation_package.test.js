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

function createHost({ provides = none, consumes = none, initial = [], remotes = none, infos = none } = {}) {
  const runtime = createRuntime({
    react(module) {
      module.exports = "react";
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
    none,
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
  assert.deepEqual(initOptions.plugins, [{ name: "one", parameter: { times: 3 } }, { name: "two" }]);
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
