/** The strings of a tagged template. @param {any[]} strings @param {string[]} [raw] */
export default function taggedTemplateLiteral(strings, raw = strings.slice()) {
  Object.defineProperty(strings, "raw", { value: Object.freeze(raw) });
  return Object.freeze(strings);
}
