"use strict";
// `compilation.getCache(name)` and `compiler.getCache(name)`, as plugins ask for it. Nothing is kept in it, so that they do
// their work each time.

/** A place for one value. */
class CacheItem {
  /** @param {(error: null, data?: unknown) => void} callback */
  get(callback) {
    callback(null, undefined);
  }

  async getPromise() {
    return undefined;
  }

  /**
   * @param {unknown} _
   * @param {(error: null) => void} callback
   */
  store(_, callback) {
    callback(null);
  }

  async storePromise() {}

  /** @param {() => Promise<unknown>} make */
  async providePromise(make) {
    return make();
  }
}

class NoCache {
  /**
   * @param {string} _
   * @param {unknown} __
   * @param {(error: null, data?: unknown) => void} callback
   */
  get(_, __, callback) {
    callback(null, undefined);
  }

  /**
   * @param {string} _
   * @param {unknown} __
   * @param {unknown} ___
   * @param {(error: null) => void} callback
   */
  store(_, __, ___, callback) {
    callback(null);
  }

  getChildCache() {
    return this;
  }

  getItemCache() {
    return new CacheItem();
  }

  getLazyHashedEtag() {
    return "";
  }

  mergeEtags() {
    return "";
  }

  async getPromise() {
    return undefined;
  }

  async storePromise() {}

  /**
   * @param {string} _
   * @param {unknown} __
   * @param {() => Promise<unknown>} make
   */
  async providePromise(_, __, make) {
    return make();
  }
}

module.exports = { NoCache };
