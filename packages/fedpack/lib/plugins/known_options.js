"use strict";
// Options of plugins are checked as webpack's plugins do it: one that nobody knows is a mistake of the configuration.

/**
 * @param {string} plugin
 * @param {Record<string, unknown>} given
 * @param {string[]} known
 * @param {string} [place] where the options stand in those of the plugin: `patterns[0]`
 * @throws {Error} names the first option that is not known, and those that are
 */
function refuseUnknown(plugin, given, known, place = "") {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const path = place ? `${place}.${unknown}` : unknown;
  throw new Error(`Invalid options. ${plugin} has no option \`${path}\`. Its options${place ? ` in \`${place}\`` : ""} are: ${known.join(", ")}.`);
}

module.exports = { refuseUnknown };
