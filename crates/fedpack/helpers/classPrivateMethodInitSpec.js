/** Adds the private methods and accessors of a class. @param {any} object @param {WeakSet<any>} brand */
export default function classPrivateMethodInitSpec(object, brand) {
  if (brand.has(object)) throw new TypeError("The object has these private methods already");
  brand.add(object);
}
