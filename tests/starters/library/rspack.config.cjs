const { BannerPlugin } = require("@rspack/core");

/** The formats that a library is published in; React stays outside of all of them. */
const format = (name, library, more) => ({
  name,
  context: __dirname,
  mode: "production",
  devtool: "source-map",
  entry: "./src/index.ts",
  externals: { react: { amd: "react", commonjs: "react", commonjs2: "react", root: "React" } },
  module: {
    rules: [
      { test: /\.tsx?$/, loader: "builtin:swc-loader", options: { jsc: { parser: { syntax: "typescript", tsx: true }, transform: { react: { runtime: "classic" } } } } },
    ],
  },
  resolve: { extensions: [".ts", ".tsx", "..."] },
  optimization: { minimize: name === "umd" },
  plugins: [new BannerPlugin({ banner: `counter, ${name}` })],
  ...more,
  output: { filename: `counter.${name}.js`, library, ...more?.output },
});

module.exports = [
  format("umd", { name: "Counter", type: "umd" }, { output: { globalObject: "this" } }),
  format("cjs", { type: "commonjs2" }, { target: "node", output: { filename: "counter.cjs" } }),
  format("esm", { type: "module" }, {
    experiments: { outputModule: true },
    output: { module: true, filename: "counter.mjs", chunkFormat: "module" },
    externalsType: "module",
    externals: { react: "react" },
  }),
];
