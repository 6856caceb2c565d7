"use strict";
// A page's template in lodash's syntax → a module that exports a function of its parameters. `require` in it is the build's.
const template = require("lodash/template");

/**
 * @this {any}
 * @param {string} source
 */
module.exports = function htmlTemplate(source) {
  // A loader of the configuration knows better what this is.
  if (this.loaders.length > 1) return source;
  const { names } = this.getOptions();
  // `${…}` is text in a page.
  const { source: program } = template(source, { interpolate: /<%=([\s\S]+?)%>/g, variable: "data" });
  return `module.exports = function ({ ${names.join(", ")} }, _) { return (${program})(); };`;
};
