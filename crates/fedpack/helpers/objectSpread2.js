import defineProperty from "./defineProperty.js";

/** `{ ...a, ...b }` into `target`: setters are not called. @param {any} target @param {any[]} sources */
export default function objectSpread2(target, ...sources) {
  for (const source of sources) {
    if (source === null || source === undefined) continue;
    const from = Object(source);
    for (const key of Reflect.ownKeys(from)) {
      // A getter may have removed the next property, so this is asked in turn.
      const descriptor = Reflect.getOwnPropertyDescriptor(from, key);
      if (descriptor && descriptor.enumerable) defineProperty(target, key, from[key]);
    }
  }
  return target;
}
