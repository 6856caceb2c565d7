/** ToPropertyKey of the specification. @param {any} value */
export default function toPropertyKey(value) {
  if (typeof value === "symbol") return value;
  // An object literal's computed key is converted exactly once, with all of the rules.
  return Reflect.ownKeys({ [value]: 0 })[0];
}
