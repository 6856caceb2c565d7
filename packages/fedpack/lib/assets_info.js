"use strict";
// `compilation.assetsInfo`: what is known of each asset. What the build itself knows is read when somebody asks.

/** @extends {Map<string, Record<string, any>>} */
class AssetsInfo extends Map {
  /** @param {() => Map<string, Record<string, any>>} ofBuild what the build says of its assets */
  constructor(ofBuild) {
    super();
    this.ofBuild = ofBuild;
  }

  /**
   * @override
   * @param {string} name
   */
  get(name) {
    const [known, given] = [this.ofBuild().get(name), super.get(name)];
    return known || given ? { ...known, ...given } : undefined;
  }

  /**
   * @override
   * @param {string} name
   */
  has(name) {
    return super.has(name) || this.ofBuild().has(name);
  }

  /** @override */
  keys() {
    return new Set([...this.ofBuild().keys(), ...super.keys()]).values();
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
