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
port.on("message", ({ number, job }) => {
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
