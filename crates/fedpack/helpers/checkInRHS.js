/** The right side of `#field in object`. @param {any} object */
export default function checkInRHS(object) {
  if (Object(object) !== object) throw new TypeError(`Cannot use 'in' to look for a private member in ${typeof object}`);
  return object;
}
