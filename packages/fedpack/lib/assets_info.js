"use strict";
// `compilation.assetsInfo`: what is known of each asset. What the build itself knows is read when somebody asks.

/** @extends {Map<string, Record<string, any>>} */
class AssetsInfo extends Map {
  /** @param {() => Map<string, Record<string, any>>} ofBuild what the build says of its assets */
  constructor(ofBuild) {
    super();
    this.ofBuild = ofBuild;
    /** What is not the build's to say any more. @type {Set<string>} */
    this.deleted = new Set();
  }

  /**
   * @override
   * @param {string} name
   */
  get(name) {
    return super.get(name) ?? (this.deleted.has(name) ? undefined : this.ofBuild().get(name));
  }

  /**
   * What loaders and plugins say of an asset.
   * @param {string} name
   */
  given(name) {
    return super.get(name);
  }

  /**
   * @override
   * @param {string} name
   */
  has(name) {
    return this.get(name) !== undefined;
  }

  /**
   * @override
   * @param {string} name
   */
  delete(name) {
    const wasThere = this.has(name);
    this.forget(name);
    return wasThere;
  }

  /**
   * `delete`, for those who do not ask whether there was anything: the build's statistics need not be read.
   * @param {string} name
   */
  forget(name) {
    this.deleted.add(name);
    super.delete(name);
  }

  /** @override */
  clear() {
    for (const name of [...this.keys()]) this.delete(name);
  }

  /** @override */
  get size() {
    return [...this.keys()].length;
  }

  /** @override */
  keys() {
    const ofBuild = [...this.ofBuild().keys()].filter((name) => !this.deleted.has(name));
    return new Set([...ofBuild, ...super.keys()]).values();
  }

  /** @override */
  *entries() {
    for (const name of this.keys()) yield /** @type {[string, Record<string, any>]} */ ([name, this.get(name)]);
  }

  /** @override */
  *values() {
    for (const name of this.keys()) yield /** @type {Record<string, any>} */ (this.get(name));
  }

  /** @override */
  [Symbol.iterator]() {
    return this.entries();
  }

  /**
   * @override
   * @param {(info: Record<string, any>, name: string, all: Map<string, Record<string, any>>) => void} visit
   */
  forEach(visit) {
    for (const [name, info] of this.entries()) visit(info, name, this);
  }
}

module.exports = { AssetsInfo };
