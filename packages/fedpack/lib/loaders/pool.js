"use strict";
// Worker threads that run loaders. All requests of one file go to one worker, because loaders keep what they know of a
// file (vue-loader its blocks). A worker that dies takes its jobs with it as errors, and is replaced.
const os = require("node:os");
const path = require("node:path");
const { isDeepStrictEqual } = require("node:util");
const { Worker } = require("node:worker_threads");
const FOLDER = require("../folder.js");

/**
 * @typedef {object} Order a job as the worker gets it
 * @property {number} number
 * @property {number} build number of the build
 * @property {string} resource
 * @property {string | null} layer
 * @property {string} type
 * @property {import("./run.js").Job["extracted"]} extracted
 * @property {boolean} [hasVirtualFiles]
 * @property {number} settings their place among the values given
 * @property {{loader: string, ident?: string, options?: unknown, given?: number}[]} loaders with the place of their options
 * @property {[number, object][]} values that the worker has not got yet, under their numbers
 * @property {number[]} forgotten numbers of values that nobody will name again
 *
 * @typedef {object} Preparation
 * @property {string[]} prepare files of loaders that will be needed
 */

/**
 * @typedef {object} Given
 * @property {number} at its number
 * @property {object} copy as it was when it was given
 * @property {number} build the last one that needed it
 */

class LoaderPool {
  /** @param {number} [size] */
  constructor(size = Math.max(1, Math.min(os.availableParallelism?.() ?? os.cpus().length, 8))) {
    /** @type {(Member | undefined)[]} */
    this.members = new Array(size).fill(undefined);
    /** Who has run a file. @type {Map<string, number>} */
    this.places = new Map();
    this.next = 0;
    /** Number of the build. */
    this.build = 0;
  }

  /** Options may have been changed since the last build. */
  startBuild() {
    this.build += 1;
  }

  /**
   * @param {string} file which decides who runs it
   * @param {import("./run.js").Job} job
   * @returns {Promise<import("./run.js").Result | "main thread">}
   */
  run(file, job) {
    let at = this.places.get(file);
    if (at === undefined) {
      at = this.#leastBusy();
      this.places.set(file, at);
    }
    const member = this.#member(at);
    if (!member.hasWorked) {
      member.hasWorked = true;
      this.#prepareNext(job);
    }
    return member.run(this.next++, job, this.build);
  }

  /** Of those that are equal, the first: workers that need not be started are not. */
  #leastBusy() {
    const waiting = this.members.map((member) => (member && !member.isDead ? member.jobs.size : 0));
    return waiting.indexOf(Math.min(...waiting));
  }

  /** @param {number} at */
  #member(at) {
    let member = this.members[at];
    if (!member || member.isDead) {
      member = new Member();
      this.members[at] = member;
    }
    return member;
  }

  /**
   * A build begins with one file, and the next ones come all at once when its loaders are done. Until then another worker
   * can load these: Babel takes half a second.
   * @param {import("./run.js").Job} job
   */
  #prepareNext(job) {
    const at = this.members.indexOf(undefined);
    if (at >= 0) this.#member(at).prepare(job.loaders.map(({ loader }) => loader));
  }

  async close() {
    await Promise.all(this.members.map((member) => member?.close()));
    this.members.fill(undefined);
    this.places.clear();
  }
}

class Member {
  constructor() {
    this.worker = new Worker(path.join(FOLDER, "loaders/worker.js"), { resourceLimits: { maxYoungGenerationSizeMb: 128 } });
    this.isDead = false;
    this.hasWorked = false;
    /** @type {Map<number, {job: import("./run.js").Job, resolve: (value: any) => void, reject: (error: Error) => void}>} */
    this.jobs = new Map();
    /** What the worker has. @type {Map<object, Given>} */
    this.given = new Map();
    this.nextGiven = 0;
    this.build = 0;
    /** @type {number[]} */
    this.forgotten = [];
    this.worker.on("message", (answer) => this.#answered(answer));
    this.worker.on("error", (error) => this.#died(`threw outside of any loader: ${error.stack ?? error}`));
    this.worker.on("exit", (code) => this.#died(`ended with code ${code}`));
    // Only while there is something to do.
    this.worker.unref();
  }

  /** @param {string[]} loaders */
  prepare(loaders) {
    this.worker.postMessage(/** @type {Preparation} */ ({ prepare: loaders }));
  }

  /**
   * @param {number} number
   * @param {import("./run.js").Job} job
   * @param {number} build number of the build
   */
  run(number, job, build) {
    if (build !== this.build) this.#startBuild(build);
    /** @type {Order} */
    const order = {
      number,
      build,
      resource: job.resource,
      layer: job.layer,
      type: job.type,
      extracted: job.extracted,
      hasVirtualFiles: job.hasVirtualFiles,
      settings: 0,
      loaders: [],
      values: [],
      forgotten: this.forgotten,
    };
    try {
      order.settings = this.#give(job.settings, order);
      order.loaders = job.loaders.map(({ options, ...loader }) =>
        typeof options === "object" && options !== null ? { ...loader, given: this.#give(options, order) } : { ...loader, options },
      );
      this.worker.postMessage(order);
    } catch {
      // What cannot be copied stays where it is.
      const lost = new Set(order.values.map(([at]) => at));
      for (const [value, { at }] of this.given) if (lost.has(at)) this.given.delete(value);
      return Promise.resolve("main thread");
    }
    this.forgotten = [];
    return new Promise((resolve, reject) => {
      if (this.jobs.size === 0) this.worker.ref();
      this.jobs.set(number, { job, resolve, reject });
    });
  }

  /**
   * What no file needed in the last build is forgotten on both sides.
   * @param {number} build
   */
  #startBuild(build) {
    for (const [value, given] of this.given) {
      if (given.build === this.build) continue;
      this.given.delete(value);
      this.forgotten.push(given.at);
    }
    this.build = build;
  }

  /**
   * Objects cross to the worker once. It is not the copying: loaders remember what they made of their options by the
   * identity of these (Babel its presets and plugins, and with new options for each file it makes them anew).
   * One that was changed between two builds crosses again.
   * @param {object} value
   * @param {Order} order
   */
  #give(value, order) {
    const known = this.given.get(value);
    if (known && (known.build === this.build || isDeepStrictEqual(known.copy, value))) {
      known.build = this.build;
      return known.at;
    }
    if (known) this.forgotten.push(known.at);
    const given = { at: this.nextGiven++, copy: structuredClone(value), build: this.build };
    this.given.set(value, given);
    order.values.push([given.at, given.copy]);
    return given.at;
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

module.exports = { LoaderPool };
