/**
 * Checks that `receiver` has the private element that `brand` stands for; the class itself stands for static ones.
 *
 * @param {any} brand @param {any} receiver @param {any} [value] What to return instead of `receiver`.
 */
export default function assertClassBrand(brand, receiver, value) {
  const belongs = typeof brand === "function" ? brand === receiver : brand.has(receiver);
  if (!belongs) throw new TypeError("The object has no such private member");
  return arguments.length > 2 ? value : receiver;
}
