"use strict";
// Conditions of plugins: `test`, `include` and `exclude`, for names of files.

/**
 * @param {{test?: any, include?: any, exclude?: any}} conditions beginnings, expressions, functions, or lists of these
 * @param {string} name
 */
function matches({ test, include, exclude }, name) {
  const holds = (/** @type {any} */ condition) =>
    [condition].flat().some((part) => (typeof part === "string" ? name.startsWith(part) : typeof part === "function" ? part(name) : part.test(name)));
  return [test, include].every((condition) => !condition || holds(condition)) && (!exclude || !holds(exclude));
}

module.exports = { matches };
