/**
 * Runs a script in the global scope of a worker that is a module, where `importScripts` throws a TypeError. Its server has
 * to allow that (CORS), as for the modules that such a worker itself is made of.
 *
 * @param {string} url
 */
export function runFetchedScript(url) {
  return fetch(url)
    .then((response) => {
      if (!response.ok) throw new Error(url + " answers " + response.status);
      return response.text();
    })
    .then((source) => {
      // Scripts ask the place of an error where they are from.
      (0, eval)(source + "\n//# sourceURL=" + new URL(url, self.location.href));
    });
}
