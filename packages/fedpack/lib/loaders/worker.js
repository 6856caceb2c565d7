"use strict";
// A worker of the pool: runs loaders, and nothing else. What a loader wants of the compiler is not here; such a job goes
// back, to be run on the main thread.
const { parentPort } = require("node:worker_threads");
const { runJob } = require("./run.js");

/** Thrown where a loader asks for what only the main thread has. */
class NeedsMainThread extends Error {
  constructor() {
    super("This loader needs the main thread.");
    this.needsMainThread = true;
  }
}

const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
/** Settings of builds and options of loaders, in the order in which they came. @type {any[]} */
const given = [];

port.on("message", (/** @type {import("./pool.js").Order} */ { number, resource, layer, settings, loaders, values }) => {
  given.push(...values);
  const job = {
    resource,
    layer,
    settings: given[settings],
    loaders: loaders.map(({ given: at, ...loader }) => (at === undefined ? loader : { ...loader, options: given[at] })),
  };
  let needsMainThread = false;
  const refuse = () => {
    // A loader may catch the error and go on without: it is told no half-truths.
    needsMainThread = true;
    throw new NeedsMainThread();
  };
  runJob(job, { own: refuse, importModule: refuse, loadModule: refuse }).then(
    (result) => port.postMessage(needsMainThread ? { number, needsMainThread } : { number, result }),
    (error) => port.postMessage(needsMainThread ? { number, needsMainThread } : { number, error: error.message }),
  );
});
