"use strict";

/** Options that cannot be understood. `problems` has each of them. */
class OptionsError extends Error {
  /** @param {{code: string, isError: boolean, message: string, help?: string, text: string}[]} problems */
  constructor(problems) {
    super(`Invalid options.\n\n${problems.map((problem) => problem.text).join("\n\n")}`);
    this.name = "OptionsError";
    this.problems = problems;
  }
}

module.exports = { OptionsError };
