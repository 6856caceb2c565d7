/**
 * Folder of an address, with its last slash.
 *
 * @param {string} url
 */
export function folderOf(url) {
  return url.replace(/^blob:|[?#].*$/g, "").replace(/[^/]*$/, "");
}
