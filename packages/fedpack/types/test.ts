// Compiled, never run: what users write has types.
import fedpack, { DefinePlugin, container, type Configuration, type Stats } from "fedpack";

const configuration: Configuration = {
  mode: "production",
  entry: { main: "./src/index.ts" },
  module: { rules: [{ test: /\.svg$/, use: ["@svgr/webpack"] }] },
  externals: [/^node:/, ({ request }: fedpack.ExternalData) => (request === "x" ? "var X" : undefined)],
  plugins: [
    new DefinePlugin({ A: "1" }),
    new container.ModuleFederationPlugin({ name: "shop" }),
    new fedpack.experiments.VirtualModulesPlugin({ "src/made.ts": "export {}" }),
    (compiler) => {
      compiler.hooks.compilation.tap("mine", (compilation: fedpack.Compilation) => {
        compilation.emitAsset("a.txt", new compiler.webpack.sources.RawSource("a"));
      });
    },
    false,
  ],
};
// @ts-expect-error: no such mode
const wrong: Configuration = { mode: "productive" };

fedpack(configuration, (error: Error | null, stats?: Stats) => {
  if (!error && stats?.hasErrors()) throw new Error(stats.toString());
});
fedpack([configuration, wrong]).run(() => {});
