/**
 * Versions and version ranges, with the semantics of webpack's runtime (contract 5.3).
 *
 * Ranges arrive in the *comparator form* that the build makes of them (generate/runtime/range.rs), so that
 * no range grammar has to be shipped: alternatives are separated by `||`, comparators by one space, and a
 * comparator is one of `>=`, `<`, `^`, `~`, `=` and a partial version, optionally with `!` in front.
 * `1.2.x` has become `~1.2`, `1 - 2` has become `>=1 <2||>=1 ^2`, and so on. It is still readable, and is
 * what messages show.
 */

/** @import { VersionPart } from "./types.js" */

/**
 * Cuts a version into comparable parts. `undefined` stands before the pre-release, `null` before the build
 * metadata.
 *
 * `1.2.3-beta.4+x` → `[1, 2, 3, undefined, "beta", 4, null, "x"]`
 *
 * @param {string} text
 * @returns {VersionPart[]}
 */
function parseVersion(text) {
  /** @type {VersionPart[]} */
  const parts = [];
  const match = /^([^-+]*)(?:-([^+]+))?(?:\+(.+))?/.exec(text) || [];
  [1, 2, 3].forEach((group) => {
    if (match[group]) {
      if (group > 1) parts.push(group > 2 ? null : undefined);
      match[group].split(".").forEach((word) => parts.push(+word + "" === word ? +word : word));
    }
  });
  return parts;
}

/**
 * Order of two parts of different kinds: pre-release, end, build metadata, number, word.
 *
 * @param {VersionPart[]} parts
 * @param {number} index
 */
function partRank(parts, index) {
  const part = parts[index];
  return index >= parts.length ? 1 : part === undefined ? 0 : part === null ? 2 : +part === part ? 3 : 4;
}

/**
 * Of two different parts of one kind, both numbers or both words.
 *
 * @param {any} a
 * @param {any} b
 */
function isLess(a, b) {
  return a < b;
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
    const rank = partRank(left, index);
    const difference = rank - partRank(right, index);
    if (difference) return difference < 0;
    if (rank === 1) return false;
    if (left[index] !== right[index]) return isLess(left[index], right[index]);
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
  const below = operator === "<";
  const fixed =
    operator === "="
      ? Infinity
      : operator === "~"
        ? 2
        : operator === "^"
          ? bound[0] === 0 && bound.length > 1
            ? bound[1] === 0
              ? 3
              : 2
            : 1
          : 0;
  let index = 0;
  for (; ; index++) {
    const rank = partRank(version, index);
    const boundRank = partRank(bound, index);
    const isFixed = index < fixed;
    if (rank === 1 || rank === 2) {
      // The version ends here. Whatever the bound still has makes it smaller, a pre-release makes it bigger.
      return boundRank === 1 ? !below : boundRank ? below : !isFixed && !below;
    }
    if (rank !== boundRank) {
      // Different kinds. A pre-release needs a pre-release in the bound.
      if (!rank || isFixed) return false;
      if (boundRank < 2 ? below : rank < boundRank !== below) return false;
      break;
    }
    if (version[index] !== bound[index]) {
      if (isFixed || isLess(version[index], bound[index]) !== below) return false;
      break;
    }
  }
  return version.indexOf(undefined, index) < 0;
}
