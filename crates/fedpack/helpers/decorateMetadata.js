/** `emitDecoratorMetadata`: a decorator if the program has loaded `reflect-metadata`. @param {any} key @param {any} value */
export default function decorateMetadata(key, value) {
  const { metadata } = /** @type {any} */ (Reflect);
  return typeof metadata === "function" ? metadata.call(Reflect, key, value) : undefined;
}
