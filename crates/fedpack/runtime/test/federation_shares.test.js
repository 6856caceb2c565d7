import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { installFederationInstance } from "../federation_instance.js";
import { installLoadScript } from "../load_script.js";
import { installShareScopes } from "../share_scope.js";
import { installPage } from "./support/fake_dom.js";
import { createRuntime, warningsOf } from "./support/runtime.js";

let page;

beforeEach(() => {
  page = installPage();
});

afterEach(() => {
  page.leave();
  delete globalThis.__FEDERATION__;
});

const LIB = "lib";

/**
 * A build that shares lib 1.2.0, in the scope of a page that may have other versions.
 *
 * @param {object} options
 */
function createBuild({ flags = 0, range, eager = 0, scope = {} } = {}) {
  const modules = { lib: (module) => (module.exports = { version: "1.2.0" }) };
  const runtime = createRuntime(modules, { libChunk: async () => {} });
  const provides = { __proto__: null, default: [[LIB, "1.2.0", eager, [eager ? [] : ["libChunk"], "lib"], flags, range]] };
  installLoadScript(runtime, "shop", 120_000);
  installShareScopes(runtime, "shop", provides, { __proto__: null }, {});
  runtime.S.default = scope;
  installFederationInstance(runtime, "shop", "version-first", [], 0, "", provides);
  return runtime.federation;
}

/** As another build registers it. */
const version = (version, more) => ({ get: async () => () => ({ version }), from: "other", ...more });

const versionOf = async (loaded) => (await loaded)().version;

test("loadShare gives a factory, by the rules of imports", async () => {
  assert.equal(await versionOf(createBuild().loadShare(LIB)), "1.2.0");
  assert.equal(await versionOf(createBuild({ scope: { lib: { "1.3.0": version("1.3.0") } } }).loadShare(LIB)), "1.3.0");
  const two = { lib: { "2.0.0": version("2.0.0") } };
  assert.equal(await versionOf(createBuild({ range: "^1.0.0", scope: { ...two } }).loadShare(LIB)), "1.2.0");
});

test("loadShare warns or refuses when the page's singleton does not fit", async () => {
  const scope = () => ({ lib: { "2.0.0": version("2.0.0") } });
  const warnings = await warningsOf(async () => {
    assert.equal(await versionOf(createBuild({ flags: 2, range: "^1.0.0", scope: scope() }).loadShare(LIB)), "2.0.0");
  });
  assert.match(warnings.join(), /Unsatisfied version 2\.0\.0 from other/);
  await assert.rejects(createBuild({ flags: 3, range: "^1.0.0", scope: scope() }).loadShare(LIB), /Unsatisfied version/);
});

test("what the caller says goes before what the build says", async () => {
  const build = createBuild({ range: "^1.0.0", scope: { lib: { "2.0.0": version("2.0.0") } } });
  const asked = (requiredVersion) => build.loadShare(LIB, { customShareInfo: { shareConfig: { requiredVersion } } });
  assert.equal(await versionOf(asked(">=1.9 <2.1")), "2.0.0");
  assert.equal(await versionOf(asked("1 - 1.9")), "1.2.0");
  assert.equal(await asked("^3.0.0"), false, "the caller has a copy of its own");
});

test("a package that nobody has is an error", async () => {
  await assert.rejects(createBuild().loadShare("unknown"), /unknown doesn't exist in shared scope default/);
});

test("loadShareSync gives what is there, and says what to do about what is not", async () => {
  assert.equal(createBuild({ eager: 1 }).loadShareSync(LIB)().version, "1.2.0");
  const lazy = createBuild();
  assert.throws(() => lazy.loadShareSync(LIB), /"lib" is not loaded \(RUNTIME-006\)/);
  await lazy.loadShare(LIB);
  assert.equal(lazy.loadShareSync(LIB)().version, "1.2.0", "it has been loaded by now");
});

test("registerShared adds versions and packages", async () => {
  const scope = {};
  const build = createBuild({ scope });
  build.registerShared({
    lib: { version: "1.4.0", scope: "default", get: async () => () => ({ version: "1.4.0" }) },
    tool: [{ version: "3.0.0", lib: () => ({ version: "3.0.0" }), shareConfig: { singleton: true } }],
  });
  assert.equal(await versionOf(build.loadShare(LIB)), "1.4.0");
  assert.equal(build.loadShareSync("tool")().version, "3.0.0");
  assert.equal(scope.tool["3.0.0"].from, "shop");
  assert.equal(scope.tool["3.0.0"].loaded, true, "its factory is there");
  assert.equal(scope.lib["1.4.0"].eager, false);
});

test("a registered version does not take the place of one that is in use", async () => {
  const scope = { lib: { "1.2.0": version("1.2.0", { loaded: 1, from: "a" }) } };
  const build = createBuild({ scope });
  build.registerShared({ lib: { version: "1.2.0", get: () => () => ({ version: "another" }) } });
  assert.equal(await versionOf(build.loadShare(LIB)), "1.2.0");
});

test("the caller may choose among the build's own versions", async () => {
  const build = createBuild();
  build.registerShared({ tool: [{ version: "1.0.0", get: () => () => ({ version: "1.0.0" }) }, { version: "2.0.0", get: () => () => ({ version: "2.0.0" }) }] });
  assert.equal(await versionOf(build.loadShare("tool")), "2.0.0");
  const older = { resolver: (known) => known.find((share) => share.version === "1.0.0") };
  assert.equal(await versionOf(build.loadShare("tool", older)), "1.0.0");
});

test("init registers shared packages as well", async () => {
  const build = createBuild();
  build.init({ shared: { tool: { version: "1.0.0", lib: () => ({ version: "1.0.0" }) } } });
  assert.equal(build.loadShareSync("tool")().version, "1.0.0");
});
