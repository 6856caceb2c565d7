/** Adds a private field. @param {any} object @param {WeakMap<any, any>} field @param {any} value */
export default function classPrivateFieldInitSpec(object, field, value) {
  if (field.has(object)) throw new TypeError("The object has this private field already");
  field.set(object, value);
}
