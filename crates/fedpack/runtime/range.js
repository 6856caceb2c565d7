/**
 * npm's version ranges in the comparator form of version.js. Only for ranges that applications state at run time: the
 * build's own have been translated by federation/version.rs, in the same way.
 *
 * @param {string} range
 * @returns {string}
 */
export function comparatorForm(range) {
  return range.split("||").map(alternative).join("||");
}

/** @param {string} text one side of `||` */
function alternative(text) {
  const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(text);
  if (hyphen) {
    const [from, to] = hyphen.slice(1).map(partial);
    return ">=" + from + " <" + to + "||>=" + from + " " + same(to);
  }
  return text
    .replace(/([<>=^~!])\s+/g, "$1")
    .trim()
    .split(/\s+/)
    .map(comparator)
    .reduce((all, choices) =>
      /** @type {string[]} */ ([]).concat(...all.map((one) => choices.map((choice) => one + " " + choice))),
    )
    .join("||");
}

/**
 * @param {string} text
 * @returns {string[]} alternatives
 */
function comparator(text) {
  const [, operator, rest] = /** @type {string[]} */ (/^([<>=^~!]*)(.*)$/.exec(text));
  const version = partial(rest);
  if (!version) return [">=0"];
  switch (operator) {
    case ">":
      return ["!" + same(version) + " >=" + version];
    case "<=":
      return [same(version), "<" + version];
    case "!":
      return ["!" + same(version)];
    case ">=":
    case "<":
      return [operator + version];
    case "^":
      return [(version === "0" ? "=" : "^") + version];
    case "~":
    case "~>":
      return [(version.indexOf(".") < 0 ? "^" : "~") + version];
    default:
      return [same(version)];
  }
}

/** @param {string} text `v1.2.x` → `1.2` */
function partial(text) {
  return text.replace(/^v/, "").replace(/(^|\.)[xX*].*/, "");
}

/** @param {string} version what is equal to it, as far as it goes: `1` → `^1`, `1.2` → `~1.2` */
function same(version) {
  const parts = version.replace(/[-+].*/, "").split(".").length;
  return (parts > 2 ? "=" : parts > 1 ? "~" : "^") + version;
}
