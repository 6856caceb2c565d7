"use strict";
// Worker threads that run loaders. All requests of one file go to one worker, because loaders keep what they know of a
// file (vue-loader its blocks). A worker that dies takes its jobs with it as errors, and is replaced.
const os = require("node:os");
const path = require("node:path");
const { Worker } = require("node:worker_threads");

/**
 * @typedef {object} Order a job as the worker gets it
 * @property {number} number
 * @property {string} resource
 * @property {string | null} layer
 * @property {string} type
 * @property {import("./run.js").Job["extracted"]} extracted
 * @property {number} settings their place among the values given
 * @property {{loader: string, ident?: string, options?: unknown, given?: number}[]} loaders with the place of their options
 * @property {object[]} values that were not given before: they follow those that were
 */

class LoaderPool {
  /** @param {number} [size] */
  constructor(size = Math.max(1, Math.min(os.availableParallelism?.() ?? os.cpus().length, 8))) {
    /** @type {(Member | undefined)[]} */
    this.members = new Array(size).fill(undefined);
    this.next = 0;
  }

  /**
   * @param {string} file which decides who runs it
   * @param {import("./run.js").Job} job
   * @returns {Promise<import("./run.js").Result | "main thread">}
   */
  run(file, job) {
    const at = hash(file) % this.members.length;
    let member = this.members[at];
    if (!member || member.isDead) {
      member = new Member();
      this.members[at] = member;
    }
    return member.run(this.next++, job);
  }

  async close() {
    await Promise.all(this.members.map((member) => member?.close()));
    this.members.fill(undefined);
  }
}

class Member {
  constructor() {
    this.worker = new Worker(path.join(__dirname, "worker.js"), { resourceLimits: { maxYoungGenerationSizeMb: 128 } });
    this.isDead = false;
    /** @type {Map<number, {job: import("./run.js").Job, resolve: (value: any) => void, reject: (error: Error) => void}>} */
    this.jobs = new Map();
    /** What the worker was given before, with the number that it knows it by. @type {Map<object, number>} */
    this.given = new Map();
    this.worker.on("message", (answer) => this.#answered(answer));
    this.worker.on("error", (error) => this.#died(`threw outside of any loader: ${error.stack ?? error}`));
    this.worker.on("exit", (code) => this.#died(`ended with code ${code}`));
    // Only while there is something to do.
    this.worker.unref();
  }

  /**
   * @param {number} number
   * @param {import("./run.js").Job} job
   */
  run(number, job) {
    return new Promise((resolve, reject) => {
      if (this.jobs.size === 0) this.worker.ref();
      this.jobs.set(number, { job, resolve, reject });
      /** @type {Order} */
      const order = {
        number,
        resource: job.resource,
        layer: job.layer,
        type: job.type,
        extracted: job.extracted,
        settings: 0,
        loaders: [],
        values: [],
      };
      order.settings = this.#give(job.settings, order);
      order.loaders = job.loaders.map(({ options, ...loader }) =>
        typeof options === "object" && options !== null ? { ...loader, given: this.#give(options, order) } : { ...loader, options },
      );
      this.worker.postMessage(order);
    });
  }

  /**
   * Objects cross to the worker once. It is not the copying: loaders remember what they made of their options by the
   * identity of these (Babel its presets and plugins, and with new options for each file it makes them anew).
   * @param {object} value
   * @param {Order} order
   */
  #give(value, order) {
    let at = this.given.get(value);
    if (at === undefined) {
      at = this.given.size;
      this.given.set(value, at);
      order.values.push(value);
    }
    return at;
  }

  /** @param {{number: number, result?: any, error?: string, needsMainThread?: boolean}} answer */
  #answered({ number, result, error, needsMainThread }) {
    const waiting = this.jobs.get(number);
    if (!waiting) return;
    this.jobs.delete(number);
    if (this.jobs.size === 0) this.worker.unref();
    if (needsMainThread) waiting.resolve("main thread");
    else if (error !== undefined) waiting.reject(new Error(error));
    else waiting.resolve(result);
  }

  /** @param {string} how */
  #died(how) {
    this.isDead = true;
    for (const { job, reject } of this.jobs.values()) {
      const loaders = job.loaders.map(({ loader }) => loader).join(", ");
      reject(new Error(`The worker that ran loaders ${how}.\nIt was at ${job.resource}, with ${loaders}.`));
    }
    this.jobs.clear();
  }

  async close() {
    await this.worker.terminate();
  }
}

/** @param {string} text */
function hash(text) {
  let value = 0;
  for (let at = 0; at < text.length; at++) value = (value * 31 + text.charCodeAt(at)) | 0;
  return value >>> 0;
}

module.exports = { LoaderPool };
