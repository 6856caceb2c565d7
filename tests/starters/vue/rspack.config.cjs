const HtmlWebpackPlugin = require("html-webpack-plugin");
const { VueLoaderPlugin } = require("vue-loader");
const { DefinePlugin } = require("@rspack/core");

/** `<style module>` blocks have `module` in their query, and components read `$style` as the default export. */
const styles = (...more) => [
  {
    resourceQuery: /module/,
    use: ["style-loader", { loader: "css-loader", options: { modules: { namedExport: false } } }, ...more],
  },
  { use: ["style-loader", "css-loader", ...more] },
];

module.exports = {
  context: __dirname,
  mode: "production",
  entry: "./src/main.ts",
  output: { filename: "js/[name].js", clean: true },
  resolve: { extensions: [".ts", ".js", ".vue"] },
  module: {
    rules: [
      { test: /\.vue$/, loader: "vue-loader", options: { experimentalInlineMatchResource: true } },
      { test: /\.ts$/, loader: "builtin:swc-loader", options: { jsc: { parser: { syntax: "typescript" } } }, type: "javascript/auto" },
      { test: /\.css$/, oneOf: styles(), type: "javascript/auto" },
      { test: /\.scss$/, oneOf: styles("sass-loader"), type: "javascript/auto" },
    ],
  },
  plugins: [
    new VueLoaderPlugin(),
    new DefinePlugin({ __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" }),
    new HtmlWebpackPlugin({ title: "Shelf", templateContent: ({ htmlWebpackPlugin }) => `<!doctype html><html><head><link rel="icon" href="data:,"><title>${htmlWebpackPlugin.options.title}</title></head><body><div id="app"></div></body></html>` }),
  ],
};
