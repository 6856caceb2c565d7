import { hasOwn } from "./has_own.js";
import { markNamespace } from "./make_namespace.js";

/** @import { Require } from "./types.js" */

/**
 * `t`: a namespace object for what may not be an ES module.
 *
 * Mode is a sum: 1 the value is a module id, require it; 2 copy its properties; 4 an ES module is its own
 * namespace; 8 with 1: only require; 16 a promise (async module) is returned as it is.
 *
 * @param {Require} __webpack_require__
 */
export function installFakeNamespace(__webpack_require__) {
  const prototypeOf = Object.getPrototypeOf;
  // Their properties are not exports.
  const builtIns = [null, prototypeOf({}), prototypeOf([]), prototypeOf(prototypeOf)];
  __webpack_require__.t = (value, mode) => {
    if (mode & 1) value = __webpack_require__(value);
    if (mode & 8) return value;
    if (typeof value === "object" && value) {
      if (mode & 4 && value.__esModule) return value;
      if (mode & 16 && typeof value.then === "function") return value;
    }
    const namespace = Object.create(null);
    /**
     * @param {string} name
     * @param {() => unknown} get
     */
    const define = (name, get) => {
      if (!hasOwn(namespace, name)) Object.defineProperty(namespace, name, { enumerable: true, get });
    };
    markNamespace(namespace);
    define("default", () => value);
    if (mode & 2 && (typeof value === "object" || typeof value === "function")) {
      for (let object = value; builtIns.indexOf(object) < 0; object = prototypeOf(object)) {
        Object.getOwnPropertyNames(object).forEach((name) => define(name, () => value[name]));
      }
    }
    return namespace;
  };
}
