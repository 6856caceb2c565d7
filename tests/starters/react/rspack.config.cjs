const path = require("node:path");
const HtmlWebpackPlugin = require("html-webpack-plugin");

module.exports = {
  context: __dirname,
  mode: "production",
  entry: "./src/main.tsx",
  output: { filename: "[name].[contenthash:8].js", clean: true, publicPath: "/" },
  resolve: { extensions: [".tsx", ".ts", "..."], alias: { "@": path.join(__dirname, "src") } },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        loader: "builtin:swc-loader",
        options: { jsc: { parser: { syntax: "typescript", tsx: true }, transform: { react: { runtime: "automatic" } } } },
      },
      { test: /\.css$/, use: ["style-loader", "css-loader", "postcss-loader"] },
      { test: /\.svg$/, type: "asset" },
    ],
  },
  plugins: [new HtmlWebpackPlugin({ template: "index.html", title: "Tasks" })],
};
