"use strict";

/** Options → the file that they came from, for messages that point into it. @type {WeakMap<object, string>} */
const configFiles = new WeakMap();

module.exports = { configFiles };
