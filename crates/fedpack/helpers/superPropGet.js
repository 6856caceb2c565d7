/**
 * `super[property]`, and with flag 2 `super[property](…)`: a function that takes the arguments as a list.
 *
 * @param {any} home The object that has the method; with flag 1 its `prototype`.
 * @param {any} property @param {any} receiver @param {number} [flags]
 */
export default function superPropGet(home, property, receiver, flags = 0) {
  const value = Reflect.get(Object.getPrototypeOf(flags & 1 ? home.prototype : home), property, receiver);
  return flags & 2 ? (/** @type {any[]} */ args) => value.apply(receiver, args) : value;
}
