// `output.integrity`, by plugins of webpack and rspack, where plugins change files.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { built, fedpack, options, project, read } from "./support.js";

const SOURCES = {
  "index.js": "globalThis.load = () => import(/* webpackChunkName: 'late' */ './late.js')",
  "late.js": "export const text = 'late'",
  "page.ejs": "<head><title><%= 1 + 1 %></title></head>",
};

const sha384 = (text) => `sha384-${createHash("sha384").update(text).digest("base64")}`;

/** Fails unless the page names what the script has, and the script what the chunk has. */
function check(folder) {
  assert.ok(read(folder, "main.js").includes(sha384(read(folder, "late.js"))));
  assert.ok(read(folder, "index.html").includes(`integrity="${sha384(read(folder, "main.js"))}" crossorigin="anonymous"`));
}

function configuration(folder, plugins, more) {
  return options(folder, { target: "web", mode: "production", ...more, plugins, output: { filename: "[name].js", chunkFilename: "[name].js" } });
}

class SubresourceIntegrityPlugin {
  constructor(given) {
    this.options = given;
  }

  apply() {
    throw new Error("its work is native");
  }
}

test("files that plugins change have the integrity of what is written", async () => {
  const folder = project(SOURCES);
  const banner = new fedpack.BannerPlugin({ banner: "// nobody knew of this", raw: true });
  for (const page of [{}, { template: "./page.ejs" }]) {
    const stats = await built(configuration(folder, [new SubresourceIntegrityPlugin({ hashFuncNames: ["sha384"] }), banner, new fedpack.HtmlPlugin(page)]));
    assert.match(read(folder, "late.js"), /^\/\/ nobody/);
    check(folder);
    const late = stats.toJson().assets.find(({ name }) => name === "late.js");
    assert.equal(late.integrity, sha384(read(folder, "late.js")));
  }
  const { SubresourceIntegrityPlugin: Own } = fedpack.experiments;
  await built(configuration(folder, [new Own(), new fedpack.HtmlPlugin({})]));
  check(folder);
});

test("the plugin leaves development alone, and says which of its options have no effect", async () => {
  const folder = project(SOURCES);
  const stats = await built(configuration(folder, [new SubresourceIntegrityPlugin({ enabled: "auto", hashLoading: "lazy" })], { mode: "development" }));
  assert.match(stats.toString(), /SubresourceIntegrityPlugin: the option hashLoading has no effect/);
  for (const file of ["main.js", "late.js"]) assert.doesNotMatch(read(folder, file), /sha384-/);
});

test("a file system of somebody else's gets files with their integrity", async () => {
  const folder = project(SOURCES);
  const written = new Map();
  const done = (callback) => callback(null);
  const banner = new fedpack.BannerPlugin({ banner: "// late", raw: true, include: /late/ });
  const compiler = fedpack(configuration(folder, [new SubresourceIntegrityPlugin({ enabled: true }), banner]));
  compiler.outputFileSystem = {
    mkdir: (_, callback) => done(callback),
    writeFile: (name, bytes, callback) => {
      written.set(name.split(/[\\/]/).pop(), String(bytes));
      done(callback);
    },
  };
  await new Promise((resolve, reject) => compiler.run((error) => (error ? reject(error) : compiler.close(resolve))));
  assert.ok(written.get("main.js").includes(sha384(written.get("late.js"))));
});

test("plugins of the last stages, and assetEmitted, see what is written", async () => {
  const folder = project(SOURCES);
  const packed = new Map();
  const emitted = new Map();
  const late = {
    apply(compiler) {
      compiler.hooks.compilation.tap("late", (compilation) => {
        const { PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER: stage } = fedpack.Compilation;
        // Read before as well: what was read is not what is written.
        compilation.hooks.processAssets.tap("early", (assets) => void Object.values(assets).map((source) => source.source()));
        compilation.hooks.processAssets.tap({ name: "late", stage }, (assets) => {
          for (const name of Object.keys(assets)) packed.set(name, String(assets[name].source()));
        });
      });
      compiler.hooks.assetEmitted.tap("late", (name, { content }) => void emitted.set(name, String(content)));
    },
  };
  const banner = new fedpack.BannerPlugin({ banner: "// nobody knew of this", raw: true });
  const sri = new SubresourceIntegrityPlugin({ enabled: true });
  await built(configuration(folder, [late, sri, banner, new fedpack.HtmlPlugin({})]));
  check(folder);
  assert.ok(packed.has("main.js") && packed.has("index.html"));
  for (const seen of [packed, emitted]) for (const [name, text] of seen) assert.equal(text, read(folder, name), name);
});

test("files of equal contents that a plugin tells apart have an integrity each", async () => {
  const folder = project({
    "index.js": "import(/* webpackChunkName: 'one' */ './one.js'); import(/* webpackChunkName: 'two' */ './two.js')",
    "one.js": "import './same.css'; console.log(1)",
    "two.js": "import './same.css'; console.log(2)",
    "same.css": ".a { color: red }",
  });
  const { output, ...given } = configuration(folder, [new SubresourceIntegrityPlugin({ enabled: true }), new fedpack.BannerPlugin({ banner: "[name]" })]);
  const module = { rules: [{ test: /\.css$/, type: "css" }] };
  await built({ ...given, module, output: { ...output, cssChunkFilename: "[name].css" } });
  const main = read(folder, "main.js");
  assert.notEqual(read(folder, "one.css"), read(folder, "two.css"));
  for (const name of ["one.css", "two.css"]) assert.ok(main.includes(sha384(read(folder, name))), name);
});

test("a file that a plugin renames is still the chunk's, and has its integrity", async () => {
  const folder = project(SOURCES);
  const rename = {
    apply: (compiler) =>
      compiler.hooks.compilation.tap("rename", (compilation) =>
        compilation.hooks.processAssets.tap({ name: "rename", stage: 3000 }, () => compilation.renameAsset("main.js", "first.js")),
      ),
  };
  const stats = await built(configuration(folder, [new SubresourceIntegrityPlugin(), rename]));
  const assets = stats.toJson().assets;
  assert.ok(!assets.some(({ name }) => name === "main.js"));
  const renamed = assets.find(({ name }) => name === "first.js");
  assert.equal(renamed.integrity, sha384(read(folder, "first.js")));
  assert.deepEqual(renamed.chunkNames, ["main"]);
  assert.deepEqual([...stats.compilation.namedChunks.get("main").files], ["first.js"]);
});
