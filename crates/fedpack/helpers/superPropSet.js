/**
 * `super[property] = value`.
 *
 * @param {any} home The object that has the method; with `onPrototype` its `prototype`.
 * @param {any} property @param {any} value @param {any} receiver
 * @param {any} [isStrict] @param {any} [onPrototype]
 */
export default function superPropSet(home, property, value, receiver, isStrict, onPrototype) {
  const start = Object.getPrototypeOf(onPrototype ? home.prototype : home);
  if (!Reflect.set(start, property, value, receiver) && isStrict) {
    throw new TypeError(`Cannot assign to property '${String(property)}' of super`);
  }
  return value;
}
