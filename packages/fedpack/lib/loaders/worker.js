"use strict";
// A worker of the pool: runs loaders, and nothing else. What a loader wants of the compiler is not here; such a job goes
// back, to be run on the main thread.
const { parentPort } = require("node:worker_threads");
const { runJob } = require("./run.js");

/** Thrown where a loader asks for what only the main thread has. */
class NeedsMainThread extends Error {
  /** @param {number} number of the job */
  constructor(number) {
    super("This loader needs the main thread.");
    this.needsMainThread = true;
    this.number = number;
  }
}

const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
/** Settings of builds and options of loaders, by number. @type {Map<number | undefined, any>} */
const given = new Map();

port.on("message", (/** @type {import("./pool.js").Order} */ { number, resource, layer, type, extracted, settings, loaders, values, forgotten }) => {
  for (const at of forgotten) given.delete(at);
  for (const [at, value] of values) given.set(at, value);
  const job = {
    resource,
    layer,
    type,
    extracted,
    settings: given.get(settings),
    loaders: loaders.map(({ given: at, ...loader }) => (at === undefined ? loader : { ...loader, options: given.get(at) })),
  };
  let needsMainThread = false;
  const refuse = () => {
    // A loader may catch the error and go on without: it is told no half-truths.
    needsMainThread = true;
    throw new NeedsMainThread(number);
  };
  runJob(job, { own: refuse, prepare: () => {}, importModule: refuse, loadModule: refuse }).then(
    (result) => port.postMessage(needsMainThread ? { number, needsMainThread } : { number, result }),
    (error) => port.postMessage(needsMainThread ? { number, needsMainThread } : { number, error: error.message }),
  );
});

// A loader may ask where nothing catches what it gets, in a promise that nobody waits for: the job goes back all the same.
process.on("uncaughtException", (/** @type {any} */ error) => {
  if (!error?.needsMainThread) throw error;
  port.postMessage({ number: error.number, needsMainThread: true });
});
