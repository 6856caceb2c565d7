/**
 * The text of a file, or of an address: a container that was loaded over HTTP loads its chunks from there as well.
 *
 * @param {string} place
 * @returns {Promise<string>}
 */
export function readSource(place) {
  if (isAddress(place)) {
    return fetch(place).then((response) => {
      if (!response.ok) throw new Error(place + " answers with status " + response.status);
      return response.text();
    });
  }
  return new Promise((resolve, reject) => {
    require("fs").readFile(place, "utf-8", (/** @type {unknown} */ error, /** @type {string} */ source) => {
      if (error) reject(error);
      else resolve(source);
    });
  });
}

/** @param {string} place */
export function isAddress(place) {
  return /^https?:/.test(place);
}

/**
 * Runs the text of a CommonJS module, as if it had been read from `place`.
 *
 * @param {NodeRequire} requireModule what its `require` is
 * @param {string} source
 * @param {string} place
 * @returns {any} its exports
 */
export function runSource(requireModule, source, place) {
  const module = { exports: {} };
  const folder = isAddress(place) ? place.replace(/\/[^/]*$/, "") : requireModule("path").dirname(place);
  requireModule("vm")
    .runInThisContext("(function(exports,require,module,__dirname,__filename){" + source + "\n})", place)
    .call(module.exports, module.exports, requireModule, module, folder, place);
  return module.exports;
}
