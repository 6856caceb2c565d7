import defineProperty from "./defineProperty.js";

/** The rest of `{ a, b, ...rest }`: own enumerable properties but the named ones. @param {any} source @param {any[]} named */
export default function objectWithoutProperties(source, named) {
  /** @type {any} */
  const rest = {};
  if (source === null || source === undefined) return rest;
  const from = Object(source);
  // Keys of the pattern are strings or symbols, but a literal `1` is written as a number.
  const left = named.map((key) => (typeof key === "symbol" ? key : String(key)));
  for (const key of Reflect.ownKeys(from)) {
    if (left.indexOf(key) >= 0) continue;
    // Asked in turn: reading one property may change the next.
    const descriptor = Reflect.getOwnPropertyDescriptor(from, key);
    if (descriptor && descriptor.enumerable) defineProperty(rest, key, from[key]);
  }
  return rest;
}
