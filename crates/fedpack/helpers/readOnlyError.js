/** Assignment to a constant or a private method. @param {string} name */
export default function readOnlyError(name) {
  throw new TypeError(`Cannot assign to '${name}': it is read-only`);
}
