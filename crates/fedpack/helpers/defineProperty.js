import toPropertyKey from "./toPropertyKey.js";

/** A public class field: CreateDataPropertyOrThrow. @param {any} object @param {any} key @param {any} value */
export default function defineProperty(object, key, value) {
  return Object.defineProperty(object, toPropertyKey(key), {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
