/** `const {} = value` only checks. @param {any} value */
export default function objectDestructuringEmpty(value) {
  if (value === null || value === undefined) throw new TypeError(`Cannot destructure ${value}`);
}
