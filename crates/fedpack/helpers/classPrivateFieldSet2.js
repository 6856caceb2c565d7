import assertClassBrand from "./assertClassBrand.js";

/** `receiver.#field = value`. @param {WeakMap<any, any>} field @param {any} receiver @param {any} value */
export default function classPrivateFieldSet2(field, receiver, value) {
  field.set(assertClassBrand(field, receiver), value);
  return value;
}
