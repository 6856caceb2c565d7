import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    // Lowered for an old target itself, but must never ask for a helper: hence ECMAScript 2015.
    files: ["*.js"],
    ignores: ["eslint.config.js"],
    languageOptions: {
      ecmaVersion: 2017,
      sourceType: "module",
      globals: { ...globals.es2015, SuppressedError: "readonly" },
    },
    rules: {
      "no-restricted-syntax": ["error", "[async=true]", "BinaryExpression[operator='**']"],
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always"],
      "no-unused-vars": ["error", { args: "after-used", caughtErrorsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["required.cjs"],
    languageOptions: { sourceType: "commonjs", globals: { module: "writable", require: "readonly" } },
  },
  {
    files: ["test/**/*.js", "eslint.config.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
  },
];
