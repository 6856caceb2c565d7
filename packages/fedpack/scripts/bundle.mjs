// node bundle.mjs [--sources] [DIST]
// Writes DIST/parts.js, which stands beside `lib`: what runs on the main thread as one file, built with the package itself. Node
// looks for one file instead of sixty, and compiles a third of the text. With `--sources` it leads to the sources, where edits
// count at once.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const folder = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({ options: { sources: { type: "boolean" } }, allowPositionals: true });
const dist = path.resolve(positionals[0] ?? path.join(folder, "dist"));
const LICENSE = "parts.js.LICENSE.txt";
const BANNER = `Made from lib by scripts/bundle.mjs. With tapable: https://github.com/webpack/tapable, by Tobias Koppers @sokra, MIT License: ${LICENSE}`;

if (values.sources) {
  fs.mkdirSync(dist, { recursive: true });
  fs.writeFileSync(path.join(dist, "parts.js"), 'module.exports = require("../lib/parts.js");\n');
} else {
  await bundle();
}

async function bundle() {
  const require = createRequire(import.meta.url);
  const { fedpack } = require("../lib/api.js");
  const stats = await new Promise((resolve, reject) => {
    fedpack(options(fedpack), (error, stats) => (error ? reject(error) : resolve(stats)));
  });
  if (stats.hasErrors() || stats.hasWarnings()) {
    console.error(stats.toString());
    process.exit(1);
  }
  // The license asks for its text beside every copy.
  fs.copyFileSync(path.join(path.dirname(require.resolve("tapable")), "../LICENSE"), path.join(dist, LICENSE));
}

/** @param {any} fedpack */
function options(fedpack) {
  return {
    context: folder,
    mode: "production",
    devtool: false,
    target: "node20",
    entry: { parts: "./lib/parts.js" },
    output: { path: dist, filename: "[name].js", library: { type: "commonjs2" }, clean: true },
    node: { __dirname: false, __filename: false },
    // Packages are loaded when somebody asks for them, but for tapable: each compiler has its hooks.
    externals: [({ request }, done) => (/^[./]|^tapable$/.test(request) || path.isAbsolute(request) ? done() : done(null, `commonjs ${request}`))],
    // Classes are known by their names, and so are the functions in stacks.
    optimization: { keepNames: true },
    plugins: [new fedpack.BannerPlugin({ banner: BANNER })],
  };
}
