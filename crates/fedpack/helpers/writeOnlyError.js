/** Reading a private accessor without getter. @param {string} name */
export default function writeOnlyError(name) {
  throw new TypeError(`Cannot read '${name}': it has no getter`);
}
