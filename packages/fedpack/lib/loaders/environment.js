"use strict";
// `this.environment` of loaders: which syntax and globals the target has, as far as its name says. Loaders that write code
// ask for it.

/**
 * By edition of ECMAScript, and by version of Node. The names are webpack's.
 * @type {Record<string, [year: number, node: number]>}
 */
const FEATURES = {
  arrowFunction: [2015, 6],
  asyncFunction: [2017, 7.06],
  bigIntLiteral: [2020, 10.04],
  const: [2015, 6],
  destructuring: [2015, 6],
  dynamicImport: [2020, 12.17],
  dynamicImportInWorker: [2020, 12.17],
  forOf: [2015, 5],
  generator: [2015, 4],
  globalThis: [2020, 12],
  hasOwn: [2022, 16.09],
  let: [2015, 6],
  logicalAssignment: [2021, 15],
  methodShorthand: [2015, 4],
  module: [2015, 12.17],
  optionalChaining: [2020, 14],
  spread: [2015, 5],
  symbol: [2015, 0.12],
  templateLiteral: [2015, 4],
};

/**
 * @param {unknown} target of the options: a name, or a list of which each narrows the answer
 * @param {Record<string, unknown> | undefined} said `output.environment`, which wins
 * @returns {Record<string, unknown>} a feature that is missing here is not known
 */
function environmentOf(target, said) {
  /** @type {Record<string, unknown>} */
  const environment = {};
  for (const name of [target].flat()) {
    const year = /^es(\d+)$/.exec(String(name));
    const node = /^(?:async-)?node(\d+)(?:\.(\d+))?$/.exec(String(name));
    if (!year && !node) continue;
    const version = year ? Number(year[1]) : Number(node?.[1]) + Number(node?.[2] ?? 0) / 100;
    for (const [feature, since] of Object.entries(FEATURES)) {
      environment[feature] = environment[feature] !== false && version >= since[year ? 0 : 1];
    }
  }
  return { ...environment, ...said };
}

module.exports = { environmentOf };
