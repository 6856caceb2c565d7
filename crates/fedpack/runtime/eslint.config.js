import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    // Shipped without lowering, so the syntax is ECMAScript 2015; 2017 only for trailing commas in calls, which
    // printing drops.
    files: ["*.js"],
    ignores: ["eslint.config.js"],
    languageOptions: {
      ecmaVersion: 2017,
      sourceType: "module",
      globals: {
        ...globals["shared-node-browser"],
        document: "readonly",
        global: "readonly",
        globalThis: "readonly",
        importScripts: "readonly",
        location: "readonly",
        self: "readonly",
        window: "readonly",
      },
    },
    rules: {
      "no-restricted-syntax": ["error", "[async=true]", "BinaryExpression[operator='**']"],
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always"],
      "no-unused-vars": ["error", { args: "after-used" }],
    },
  },
  {
    // For the browser of whoever develops; in no file of a build.
    files: ["live/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "script", globals: globals.browser },
    rules: { "no-var": "error", "prefer-const": "error", eqeqeq: ["error", "always"] },
  },
  {
    // Used only where `import()` and `import.meta` exist.
    files: ["*_module.js", "federation_entry.js", "load_script_node.js"],
    languageOptions: { ecmaVersion: 2020 },
  },
  {
    files: ["chunk_loading_require.js", "chunk_loading_async_node.js", "*_node.js", "node_source.js"],
    languageOptions: { globals: { ...globals.node, require: "readonly", __dirname: "readonly" } },
  },
  {
    files: ["test/**/*.js", "eslint.config.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: { ...globals.node, self: "readonly" } },
  },
];
