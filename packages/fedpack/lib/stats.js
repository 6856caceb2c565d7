"use strict";
// Statistics of a build: data comes from the Rust side when it is asked for, once.


class Stats {
  /** @param {import("./compilation.js").Compilation} compilation */
  constructor(compilation) {
    this.compilation = compilation;
    /** @type {Record<string, any> | undefined} */
    this.data = undefined;
  }

  /** Asks the Rust side again: assets have changed since. */
  forget() {
    this.data = undefined;
  }

  get hash() {
    return this.#data().hash;
  }

  get startTime() {
    return this.compilation.startTime;
  }

  get endTime() {
    return this.compilation.endTime;
  }

  hasErrors() {
    const { compilation } = this;
    return compilation.errors.length > 0 || compilation.native.hasErrors || compilation.children.some((child) => new Stats(child).hasErrors());
  }

  hasWarnings() {
    return this.#data().warnings.length > 0;
  }

  /** @param {Record<string, any> | string | boolean} [options] */
  toJson(options) {
    const wanted = wants(options);
    const data = { ...this.#data() };
    if (!wanted("assets")) for (const key of ["assets", "assetsByChunkName"]) delete data[key];
    if (!wanted("chunkGroups")) delete data.namedChunkGroups;
    for (const key of ["chunks", "modules", "entrypoints", "errors", "warnings"]) if (!wanted(key)) delete data[key];
    const { startTime, endTime, outputPath, children } = this.compilation;
    if (wanted("children")) data.children = children.map((child) => ({ name: child.name, ...new Stats(child).toJson(options) }));
    return { ...data, outputPath, time: (endTime ?? Date.now()) - startTime, builtAt: endTime };
  }

  /** @param {Record<string, any> | string | boolean} [options] */
  toString(options) {
    if (options === "none" || options === false) return "";
    const wanted = wants(options);
    const data = this.#data();
    const lines = [];
    if (wanted("assets") && !this.hasErrors()) {
      for (const asset of data.assets ?? []) lines.push(`asset ${asset.name} ${size(asset.size)}`);
    }
    for (const [kind, rows] of [["warnings", data.warnings], ["errors", data.errors]]) {
      if (wanted(kind)) for (const row of rows) lines.push(row.details ?? row.message, "");
    }
    const { startTime, endTime } = this.compilation;
    for (const child of this.compilation.children) {
      for (const row of new Stats(child).toJson({ all: false, errors: true }).errors) lines.push(row.details ?? row.message, "");
    }
    const counts = [counted(data.errors.length, "error"), counted(data.warnings.length, "warning")].filter(Boolean);
    for (const note of this.#notes()) lines.unshift(note);
    const outcome = counts.length > 0 ? `with ${counts.join(" and ")}` : "successfully";
    lines.push(`fedpack ${data.version} built ${outcome} in ${(endTime ?? Date.now()) - startTime} ms`);
    return lines.join("\n");
  }

  /** What was done otherwise than the configuration says, without being wrong. */
  #notes() {
    const natives = [...(this.compilation.compiler.nativeLoaders ?? [])];
    return natives.length > 0 ? [`note: done natively, without running the loader: ${natives.join(", ")}`] : [];
  }

  /** @returns {Record<string, any>} */
  #data() {
    if (this.data === undefined) {
      const { compilation } = this;
      const data = JSON.parse(compilation.native.stats());
      const texts = compilation.native.problems();
      // In the same order, errors apart from warnings.
      const details = (/** @type {boolean} */ isError) =>
        texts.filter((/** @type {any} */ text) => text.isError === isError).map((/** @type {any} */ text) => text.text);
      for (const [key, isError] of /** @type {const} */ ([["errors", true], ["warnings", false]])) {
        const all = details(isError);
        data[key] = data[key].map((/** @type {any} */ row, /** @type {number} */ at) => ({ ...row, details: all[at] }));
        // What the build has found stands there already.
        data[key].push(...compilation[key].filter((/** @type {any} */ problem) => !problem?.isOfBuild).map(ofPlugin));
      }
      data.warnings.unshift(...compilation.compiler.optionWarnings.map((message) => ({ message })));
      for (const problem of compilation.compiler.optionProblems ?? []) {
        data.warnings.unshift({ code: problem.code, message: problem.message, help: problem.help, details: problem.text });
      }
      withChangedAssets(data, compilation);
      data.errorsCount = data.errors.length;
      data.warningsCount = data.warnings.length;
      this.data = data;
    }
    return this.data;
  }
}

/**
 * What plugins and loaders have done to assets so far, and what they know of them.
 * @param {Record<string, any>} data
 * @param {import("./compilation.js").Compilation} compilation
 */
function withChangedAssets(data, compilation) {
  if (!data.assets) return;
  const { changed, assetsInfo } = compilation;
  const known = data.assets.filter((/** @type {any} */ row) => !changed.has(row.name) || changed.get(row.name) !== undefined);
  const names = new Set(known.map((/** @type {any} */ row) => row.name));
  for (const [name, source] of changed) {
    if (source === undefined || names.has(name)) continue;
    known.push({ type: "asset", name, size: source.size(), emitted: false, info: {}, chunks: [], chunkNames: [], chunkIdHints: [], auxiliaryChunks: [], auxiliaryChunkNames: [], auxiliaryChunkIdHints: [] });
  }
  data.assets = known.map((/** @type {any} */ row) => ({ ...row, size: changed.get(row.name)?.size() ?? row.size, info: assetsInfo.get(row.name) ?? row.info }));
}

/** @param {any} error with `row`, if it has been in statistics already */
function ofPlugin(error) {
  if (error?.row) return error.row;
  return { message: error?.message ?? String(error), stack: error?.stack, moduleName: error?.module?.identifier?.() };
}

/**
 * @param {Record<string, any> | string | boolean | undefined} options
 * @returns {(part: string) => boolean}
 */
function wants(options) {
  if (options === "errors-only") return (part) => part === "errors" || part === "children";
  if (options === "errors-warnings" || options === "minimal") {
    return (part) => part === "errors" || part === "warnings" || part === "children";
  }
  if (typeof options !== "object" || options === null) return () => true;
  if (options.preset !== undefined) {
    const { preset, ...rest } = options;
    const base = wants(preset);
    return (part) => rest[part] ?? base(part);
  }
  const otherwise = options.all ?? true;
  return (part) => Boolean(options[part] ?? otherwise);
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < 1000 ? `${bytes} bytes` : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

/**
 * @param {number} number
 * @param {string} noun
 */
function counted(number, noun) {
  return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;
}

module.exports = { Stats };
