import assertClassBrand from "./assertClassBrand.js";

/** `receiver.#field`. @param {WeakMap<any, any>} field @param {any} receiver */
export default function classPrivateFieldGet2(field, receiver) {
  return field.get(assertClassBrand(field, receiver));
}
