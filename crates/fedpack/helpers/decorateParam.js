/** A decorator of the parameter at `index`, as one of its method. @param {number} index @param {any} decorator */
export default function decorateParam(index, decorator) {
  return (/** @type {any} */ target, /** @type {any} */ key) => {
    decorator(target, key, index);
  };
}
