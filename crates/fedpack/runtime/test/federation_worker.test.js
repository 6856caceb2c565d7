import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { withoutDocument } from "../federation_worker.js";

const container = { get() {}, init() {} };
const remoteInfo = { name: "remote", entry: "https://remote.test/remoteEntry.js", entryGlobalName: "remoteGlobal", type: "global" };

afterEach(() => {
  delete globalThis.self;
  delete globalThis.remoteGlobal;
});

/** A worker whose scripts define the container. */
function createWorker() {
  globalThis.self = globalThis;
  const asked = [];
  return {
    asked,
    l(url, done) {
      asked.push(url);
      globalThis.remoteGlobal = container;
      done({ type: "load", target: { src: url } });
    },
  };
}

test("containers are loaded without script tags", async () => {
  const worker = createWorker();
  const [own, ...others] = withoutDocument(worker, []);
  assert.deepEqual(others, []);
  assert.equal(await own.loadEntry({ remoteInfo }), container);
  assert.deepEqual(worker.asked, [remoteInfo.entry]);
});

test("a plugin that brings a container itself is asked first, and others of its hooks stay", async () => {
  const worker = createWorker();
  const mine = { get() {}, init() {} };
  const brings = { name: "brings", init: () => "init", loadEntry: (args) => (args.remoteInfo.name === "mine" ? mine : undefined) };
  const watches = { name: "watches", init() {} };
  const [, first, second] = withoutDocument(worker, [brings, watches]);
  assert.equal(second, watches);
  assert.equal(first.init(), "init");
  assert.equal(await first.loadEntry({ remoteInfo: { ...remoteInfo, name: "mine" } }), mine);
  assert.deepEqual(worker.asked, []);
  assert.equal(await first.loadEntry({ remoteInfo }), container);
});

test("nothing is preloaded: there is nowhere to put links", () => {
  const [own] = withoutDocument(createWorker(), []);
  const args = { preloadOps: [{ nameOrAlias: "remote" }] };
  own.beforePreloadRemote(args);
  assert.deepEqual(args.preloadOps, []);
});
