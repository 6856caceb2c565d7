/**
 * Versions and version ranges, with the semantics of webpack's runtime (contract 5.3).
 *
 * Ranges arrive in the *comparator form* that the build makes of them (federation/version.rs), so that
 * no range grammar has to be shipped: alternatives are separated by `||`, comparators by one space, and a
 * comparator is one of `>=`, `<`, `^`, `~`, `=` and a partial version, optionally with `!` in front.
 * `1.2.x` has become `~1.2`, `1 - 2` has become `>=1 <2||>=1 ^2`, and so on. It is still readable, and is
 * what messages show.
 */

/** @import { VersionPart } from "./types.js" */

/** @type {VersionPart} */
const END = [1, 0];

/**
 * Cuts a version into comparable parts: rank and value. Ranks order parts of different kinds: 0 what
 * follows is the pre-release, 1 the end, 2 what follows is build metadata, 3 a number, 4 a word.
 *
 * `1.2-beta.4+x` → `[[3, 1], [3, 2], [0, "-"], [4, "beta"], [3, 4], [2, "+"], [4, "x"]]`
 *
 * @param {string} text
 * @returns {VersionPart[]}
 */
function parseVersion(text) {
  return text
    .replace(/^([^-+]*)-/, "$1.-.")
    .replace("+", ".+.")
    .split(".")
    .map((word) =>
      word === "-" ? [0, word] : word === "+" ? [2, word] : +word + "" === word ? [3, +word] : [4, word],
    );
}

/**
 * Whether version `a` is lower than version `b`.
 *
 * @param {string} a
 * @param {string} b
 */
export function isLowerVersion(a, b) {
  const left = parseVersion(a);
  const right = parseVersion(b);
  for (let index = 0; ; index++) {
    const [rank, value] = left[index] || END;
    const [otherRank, otherValue] = right[index] || END;
    if (rank !== otherRank) return rank < otherRank;
    if (rank === 1) return false;
    if (value !== otherValue) return value < otherValue;
  }
}

/**
 * Whether a version is in a range in comparator form.
 *
 * @param {string} range
 * @param {string} version
 */
export function satisfiesRange(range, version) {
  const parts = parseVersion(version);
  return range
    .split("||")
    .some((alternative) =>
      alternative
        .split(" ")
        .every((comparator) =>
          comparator[0] === "!"
            ? !satisfiesComparator(comparator.slice(1), parts)
            : satisfiesComparator(comparator, parts),
        ),
    );
}

/**
 * Walks along version and comparator. As long as all parts were equal, a difference decides, unless it is
 * among the fixed parts (the first one of `^1.2`, the first two of `~1.2`), where it refuses. Once the
 * version has proved to be inside, only a pre-release can still refuse it: pre-releases match solely
 * comparators that name a pre-release of the same version.
 *
 * @param {string} comparator
 * @param {VersionPart[]} version
 */
function satisfiesComparator(comparator, version) {
  const operator = comparator[0];
  const bound = parseVersion(comparator.replace(/^[<>=^~]+/, ""));
  const isBelow = operator === "<";
  let fixed = operator === "=" ? Infinity : operator === "~" ? 2 : operator === "^" ? 1 : 0;
  // `^0.2` fixes the first part that is not 0, and `^0.0.x` all three.
  if (operator === "^" && bound.length > 1 && !bound[0][1]) fixed = bound[1][1] === 0 ? 3 : 2;
  let index = 0;
  for (; ; index++) {
    const [rank, value] = version[index] || END;
    const [boundRank, boundValue] = bound[index] || END;
    const isFixed = index < fixed;
    if (rank === 1 || rank === 2) {
      // The version ends here. Whatever the bound still has makes it smaller, a pre-release makes it bigger.
      return boundRank === 1 ? !isBelow : boundRank ? isBelow : !isFixed && !isBelow;
    }
    if (rank !== boundRank) {
      // Different kinds. A pre-release needs a pre-release in the bound, and who is longer is bigger.
      if (!rank || isFixed || (boundRank < 2 ? isBelow : rank < boundRank !== isBelow)) return false;
      break;
    }
    if (value !== boundValue) {
      if (isFixed || value < boundValue !== isBelow) return false;
      break;
    }
  }
  return version.slice(index).every(([rank]) => rank);
}
