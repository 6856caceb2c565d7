"use strict";
// A worker of the pool: runs loaders, and nothing else. What a loader wants of the compiler is not here; such a job goes
// back, to be run on the main thread.
const fs = require("node:fs");
const { parentPort } = require("node:worker_threads");
const { forgetDisk, runJob } = require("./run.js");

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
let lastBuild = 0;
/** Settings of builds and options of loaders, by number. @type {Map<number | undefined, any>} */
const given = new Map();

port.on("message", (/** @type {import("./pool.js").Order | import("./pool.js").Preparation} */ message) => {
  if ("prepare" in message) prepare(message.prepare);
  else run(message);
});

/** @param {string[]} loaders */
function prepare(loaders) {
  for (const loader of loaders) {
    try {
      require(loader);
    } catch {
      // An ECMAScript module, or one that is broken: the file that needs it will tell.
    }
  }
}

/** @param {import("./pool.js").Order} order */
function run({ number, build, resource, layer, type, extracted, hasVirtualFiles, settings, loaders, values, forgotten }) {
  if (build !== lastBuild) {
    forgetDisk();
    lastBuild = build;
  }
  for (const at of forgotten) given.delete(at);
  for (const [at, value] of values) given.set(at, value);
  const job = {
    resource,
    layer,
    type,
    extracted,
    hasVirtualFiles,
    settings: given.get(settings),
    loaders: loaders.map(({ given: at, ...loader }) => (at === undefined ? loader : { ...loader, options: given.get(at) })),
  };
  let needsMainThread = false;
  const refuse = () => {
    // A loader may catch the error and go on without: it is told no half-truths.
    needsMainThread = true;
    throw new NeedsMainThread(number);
  };
  runJob(job, { own: refuse, prepare: () => {}, importModule: refuse, loadModule: refuse, readFile: readHere }).then(
    (result) => {
      if (needsMainThread) return port.postMessage({ number, needsMainThread });
      try {
        port.postMessage({ number, result }, [result.bytes, ...result.files.map(({ content }) => content)].map(({ buffer }) => buffer));
      } catch {
        // What is known of an emitted file may be anything, functions too.
        port.postMessage({ number, needsMainThread: true });
      }
    },
    (error) => port.postMessage(needsMainThread ? { number, needsMainThread } : { number, error: error.message }),
  );
}

/**
 * Nobody else wants this thread, and four turns of its loop for each file take longer than the reading.
 * @param {string} file
 * @param {(error: Error | null, content?: Buffer) => void} callback
 */
function readHere(file, callback) {
  let content;
  try {
    content = fs.readFileSync(file);
  } catch (error) {
    return callback(/** @type {Error} */ (error));
  }
  callback(null, content);
}

// A loader may ask where nothing catches what it gets, in a promise that nobody waits for: the job goes back all the same.
process.on("uncaughtException", (/** @type {any} */ error) => {
  if (!error?.needsMainThread) throw error;
  port.postMessage({ number: error.number, needsMainThread: true });
});
