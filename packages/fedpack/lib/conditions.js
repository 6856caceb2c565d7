"use strict";
// Conditions of plugins: `test`, `include` and `exclude`, for names of files.

/**
 * @param {string} name
 * @param {any} condition a beginning, an expression, a function, or a list of these, of which one is enough; none at all always holds
 * @returns {boolean}
 */
function matchPart(name, condition) {
  if (!condition) return true;
  return [condition].flat().some((part) =>
    typeof part === "string" ? name.startsWith(part) : typeof part === "function" ? part(name) : part.test(name),
  );
}

/**
 * @param {{test?: any, include?: any, exclude?: any}} conditions
 * @param {string} name
 */
function matches({ test, include, exclude }, name) {
  return matchPart(name, test) && matchPart(name, include) && !(exclude && matchPart(name, exclude));
}

module.exports = { matches, matchPart };
