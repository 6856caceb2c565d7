/**
 * Makes a call assignable, for patterns such as `[object.#field] = list`: writing to `_` calls `method` with the value.
 *
 * @param {(...args: any[]) => any} method @param {any[]} [args] What comes before the value. @param {any} [receiver]
 */
export default function toSetter(method, args = [], receiver = undefined) {
  return {
    set _(/** @type {any} */ value) {
      method.apply(receiver, args.concat([value]));
    },
  };
}
