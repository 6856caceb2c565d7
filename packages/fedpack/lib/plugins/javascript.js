"use strict";
// Plugins whose work is done in JavaScript, with the hooks that everybody has.
const fs = require("node:fs");
const path = require("node:path");
const { matches } = require("../conditions.js");
const { refuseUnknown } = require("./known_options.js");

/** @typedef {import("../compiler.js").Compiler} Compiler */

class IgnorePlugin {
  /** @param {{resourceRegExp?: RegExp, contextRegExp?: RegExp, checkResource?: (resource: string, context: string) => boolean}} options */
  constructor(options) {
    this.options = options;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { resourceRegExp, contextRegExp, checkResource } = this.options;
    compiler.hooks.compilation.tap("IgnorePlugin", (_, { normalModuleFactory }) => {
      normalModuleFactory.hooks.beforeResolve.tap("IgnorePlugin", (/** @type {any} */ data) => {
        const { request, context } = data;
        if (checkResource?.(request, context)) return false;
        if (resourceRegExp?.test(request) && (!contextRegExp || contextRegExp.test(context))) return false;
        return undefined;
      });
    });
  }
}

class NormalModuleReplacementPlugin {
  /**
   * @param {RegExp} resourceRegExp
   * @param {string | ((data: any) => void)} newResource
   */
  constructor(resourceRegExp, newResource) {
    this.resourceRegExp = resourceRegExp;
    this.newResource = newResource;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { resourceRegExp, newResource } = this;
    compiler.hooks.compilation.tap("NormalModuleReplacementPlugin", (_, { normalModuleFactory }) => {
      normalModuleFactory.hooks.beforeResolve.tap("NormalModuleReplacementPlugin", (/** @type {any} */ data) => {
        if (!resourceRegExp.test(data.request)) return;
        if (typeof newResource === "function") newResource(data);
        else data.request = newResource;
      });
      normalModuleFactory.hooks.afterResolve.tap("NormalModuleReplacementPlugin", (/** @type {any} */ data) => {
        const { createData } = data;
        if (!resourceRegExp.test(createData.resource)) return;
        if (typeof newResource === "function") newResource(data);
        else createData.resource = path.resolve(path.dirname(createData.resource), newResource);
      });
    });
  }
}

class BannerPlugin {
  /** @param {string | ((data: any) => string) | Record<string, any>} options */
  constructor(options) {
    this.options = typeof options === "object" ? options : { banner: options };
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { banner, raw, entryOnly, footer, test = /\.(?:[cm]?js|css)$/, include, exclude, stage } = this.options;
    const text = (/** @type {any} */ data) => (typeof banner === "function" ? banner(data) : compiler.currentCompilation.getPath(banner, data));
    compiler.hooks.compilation.tap("BannerPlugin", (compilation) => {
      compilation.hooks.processAssets.tap({ name: "BannerPlugin", stage: stage ?? -100 }, () => {
        const { ConcatSource } = compiler.webpack.sources;
        for (const chunk of compilation.chunks) {
          if (entryOnly && !chunk.canBeInitial()) continue;
          for (const filename of chunk.files) {
            if (!matches({ test, include, exclude }, filename)) continue;
            let comment = raw ? text({ chunk, filename }) : commented(text({ chunk, filename }));
            // A statement that has no semicolon would go on in the code: `const a = b()` and `(function…`.
            if (raw && !footer && /^[([`]/.test(String(compilation.getAsset(filename)?.source.source()))) comment += "\n;";
            const lines = comment.split("\n").length;
            compilation.updateAsset(filename, (/** @type {any} */ old) =>
              footer ? new ConcatSource(old, "\n", comment) : new ConcatSource(comment, "\n", old),
            );
            if (!footer) shiftMap(compilation, `${filename}.map`, lines);
          }
        }
      });
    });
  }
}

/**
 * The map is there already: what stands before the code moves all of it down.
 * @param {import("../compilation.js").Compilation} compilation
 * @param {string} name
 * @param {number} lines
 */
function shiftMap(compilation, name, lines) {
  const asset = compilation.getAsset(name);
  if (!asset) return;
  const map = JSON.parse(String(asset.source.source()));
  map.mappings = ";".repeat(lines) + map.mappings;
  const { RawSource } = require("webpack-sources");
  compilation.updateAsset(name, new RawSource(JSON.stringify(map)));
}

/** @param {string} text */
function commented(text) {
  if (!text.includes("\n")) return `/*! ${text.replace(/\*\//g, "* /")} */`;
  const lines = text.replace(/\*\//g, "* /").split("\n").map((line) => ` * ${line}`.trimEnd());
  return `/*!\n${lines.join("\n")}\n */`;
}

const COPY_OPTIONS = ["patterns", "options"];
const COPY_PATTERN_OPTIONS = [
  ...["from", "to", "context", "globOptions", "filter", "toType", "force", "priority", "info", "transform", "transformAll"],
  ...["noErrorOnMissing", "copyPermissions"],
];
/** Of those, what is not done. */
const COPY_WITHOUT_EFFECT = ["priority", "transformAll", "copyPermissions"];

class CopyPlugin {
  /** @param {{patterns: (string | Record<string, any>)[]}} options */
  constructor(options) {
    this.options = options;
    refuseUnknown("CopyPlugin", options, COPY_OPTIONS);
    for (const [index, pattern] of options.patterns.entries()) {
      if (typeof pattern !== "string") refuseUnknown("CopyPlugin", pattern, COPY_PATTERN_OPTIONS, `patterns[${index}]`);
    }
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    for (const [index, pattern] of this.options.patterns.entries()) {
      const lost = COPY_WITHOUT_EFFECT.filter((key) => typeof pattern !== "string" && pattern[key] !== undefined);
      for (const key of lost) compiler.warn(`CopyPlugin: the option patterns[${index}].${key} has no effect.`);
    }
    compiler.hooks.thisCompilation.tap("CopyPlugin", (compilation) => {
      compilation.hooks.processAssets.tapPromise({ name: "CopyPlugin", stage: -2000 }, async () => {
        for (const pattern of this.options.patterns) {
          await copy(compiler, compilation, typeof pattern === "string" ? { from: pattern } : pattern);
        }
      });
    });
  }
}

/**
 * @param {Compiler} compiler
 * @param {import("../compilation.js").Compilation} compilation
 * @param {Record<string, any>} pattern
 */
async function copy(compiler, compilation, pattern) {
  const { RawSource } = compiler.webpack.sources;
  const root = path.resolve(compiler.context, pattern.context ?? ".");
  const from = path.resolve(root, pattern.from);
  const found = await filesOf(from, root, pattern);
  if (found.files.length === 0 && !pattern.noErrorOnMissing) {
    compilation.errors.push(new Error(`CopyPlugin: nothing was found at ${from}.`));
    return;
  }
  for (const file of found.files) {
    if (pattern.filter && !(await pattern.filter(file))) continue;
    const absolute = file;
    const relative = path.relative(found.base, absolute);
    const to = typeof pattern.to === "function" ? await pattern.to({ context: root, absoluteFilename: absolute }) : (pattern.to ?? "");
    const name = targetName(compiler, to, relative, found.isFile, pattern.toType);
    let content = await fs.promises.readFile(absolute);
    const transform = typeof pattern.transform === "function" ? pattern.transform : pattern.transform?.transformer;
    if (transform) content = Buffer.from(await transform(content, absolute));
    if (compilation.getAsset(name) && !pattern.force) continue;
    compilation.fileDependencies.add(absolute);
    compilation.deleteAsset(name);
    compilation.emitAsset(name, new RawSource(content), { copied: true, sourceFilename: path.relative(compiler.context, absolute), ...pattern.info });
  }
}

/**
 * @param {string} from
 * @param {string} root
 * @param {Record<string, any>} pattern
 */
async function filesOf(from, root, pattern) {
  const { glob } = require("tinyglobby");
  const stat = fs.statSync(from, { throwIfNoEntry: false });
  if (stat?.isFile()) return { files: [from], base: path.dirname(from), isFile: true };
  const options = { dot: true, absolute: true, ignore: pattern.globOptions?.ignore, expandDirectories: false };
  if (stat?.isDirectory()) {
    return { files: (await glob("**/*", { ...options, cwd: from })).sort(), base: from, isFile: false };
  }
  const wanted = path.isAbsolute(pattern.from) ? path.relative(root, pattern.from) : pattern.from;
  const files = await glob(wanted.split(path.sep).join("/"), { ...options, ...pattern.globOptions, cwd: root, absolute: true });
  return { files: files.map((file) => path.normalize(file)).sort(), base: root, isFile: false };
}

/**
 * @param {Compiler} compiler
 * @param {string} to
 * @param {string} relative
 * @param {boolean} isFile
 * @param {string | undefined} toType
 */
function targetName(compiler, to, relative, isFile, toType) {
  const inOutput = path.isAbsolute(to) ? path.relative(compiler.outputPath, to) : to;
  const { dir, name, ext, base } = path.parse(relative);
  if (toType === "template" || /\[(?:path|name|ext|base)\]/.test(inOutput)) {
    const filled = inOutput
      .replace(/\[path\]/g, dir ? `${dir}/` : "")
      .replace(/\[name\]/g, name)
      .replace(/\[ext\]/g, ext)
      .replace(/\[base\]/g, base);
    return slashes(path.normalize(filled));
  }
  const isFolder = toType === "dir" || inOutput === "" || /[\\/]$/.test(inOutput) || !(isFile && path.extname(inOutput)) && toType !== "file";
  return slashes(isFolder ? path.join(inOutput, relative) : path.normalize(inOutput));
}

/** @param {string} name */
function slashes(name) {
  return name.split(path.sep).join("/");
}

/** What loaders find on their `this`, for files that conditions choose. */
class LoaderOptionsPlugin {
  /** @param {{test?: any, include?: any, exclude?: any} & Record<string, unknown>} [options] */
  constructor(options = {}) {
    this.options = options;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { test, include, exclude, ...values } = this.options;
    compiler.loaderOptions.push({ conditions: { test, include, exclude }, values });
  }
}

class EntryPlugin {
  /**
   * @param {string} context
   * @param {string} entry
   * @param {string | {name?: string}} [options]
   */
  constructor(context, entry, options = {}) {
    this.context = context;
    this.entry = entry;
    this.options = typeof options === "string" ? { name: options } : options;
  }

  /** @param {string} request */
  static createDependency(request) {
    return { request };
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    compiler.hooks.make.tapAsync("EntryPlugin", (compilation, callback) => {
      compilation.addEntry(this.context, EntryPlugin.createDependency(this.entry), this.options, callback);
    });
  }
}

module.exports = { IgnorePlugin, NormalModuleReplacementPlugin, BannerPlugin, CopyPlugin, EntryPlugin, LoaderOptionsPlugin };
