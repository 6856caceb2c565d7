import objectSpread2 from "./objectSpread2.js";

/** `({ ...rest } = source)`, whose target is a new object. @param {any} target @param {any[]} sources */
export default function copyInto(target, ...sources) {
  return objectSpread2(target, ...sources);
}
