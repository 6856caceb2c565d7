"use strict";
// Loaders whose work is done in Rust.
const path = require("node:path");
const { isRegExp } = require("../lower/data.js");

const FOLDER = path.join(require("../folder.js"), "loaders/native");

/** Package name → name of the file that stands for it. */
const NATIVE = new Map([
  ["builtin:swc-loader", "swc-loader"],
  ["builtin:lightningcss-loader", "lightningcss-loader"],
  ["swc-loader", "swc-loader"],
  ["ts-loader", "ts-loader"],
  ["esbuild-loader", "esbuild-loader"],
  ["css-loader", "css-loader"],
  ["style-loader", "style-loader"],
  ["mini-css-extract-plugin", "mini-css-extract-plugin"],
  ["babel-loader", "babel-loader"],
]);

/** Presets that say no more than "this is TypeScript", "this is JSX", "these are the browsers". */
const USUAL_PRESETS = new Map([
  ["@babel/preset-env", "env"],
  ["@babel/env", "env"],
  ["@babel/preset-react", "react"],
  ["@babel/react", "react"],
  ["@babel/preset-typescript", "typescript"],
  ["@babel/typescript", "typescript"],
]);

/**
 * The package that a loader's name or path belongs to.
 * @param {string} loader
 */
function packageOf(loader) {
  const [request] = loader.split("?");
  if (NATIVE.has(request) || request.startsWith("builtin:")) return request;
  const parts = request.split(/[\\/]/);
  if (path.dirname(request) === FOLDER) return path.basename(request, ".js");
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return request;
  const name = parts[at + 1].startsWith("@") ? `${parts[at + 1]}/${parts[at + 2]}` : parts[at + 1];
  // `CssExtractRspackPlugin.loader`.
  return name === "@rspack/core" && /cssExtractLoader/i.test(request) ? "mini-css-extract-plugin" : name;
}

/**
 * What stands in a configuration for a native loader, or `undefined` if JavaScript has to run it.
 * @param {string} loader name or path
 * @param {any} options
 * @param {string} context folder of the project
 * @returns {{loader: string, options: any, file: string} | undefined}
 */
function nativeLoader(loader, options, context) {
  const name = packageOf(loader);
  const file = NATIVE.get(name);
  if (file === undefined) return undefined;
  const found = { loader: name, options: name === "css-loader" ? withSettledModules(options) : options, file: path.join(FOLDER, `${file}.js`) };
  if (name !== "babel-loader") return found;
  const swc = swcOptions(options, context);
  return swc && { ...found, loader: "builtin:swc-loader", options: swc };
}

/**
 * css-loader's options with `modules.auto` as data. A function that asks for nothing, as that of Vue CLI is, means a rule whose
 * files are CSS modules, or none of them is; any other, and an expression, is taken for the usual names.
 * @param {any} options
 */
function withSettledModules(options) {
  const auto = options?.modules?.auto;
  if (asksForNothing(auto)) {
    const { auto: _, ...modules } = options.modules;
    return { ...options, modules: auto() ? modules : false };
  }
  if (typeof auto !== "function" && !isRegExp(auto)) return options;
  return { ...options, modules: { ...options.modules, auto: true } };
}

/** @param {unknown} auto */
function asksForNothing(auto) {
  return typeof auto === "function" && auto.length === 0;
}

/** Names, and whether they are those of CSS modules. */
const NAMES = new Map([["a.css", false], ["a.scss", false], ["b/a.module.css", true], ["a.module.scss", true], ["a.module.less", true], ["a.modules.css", true]]);

/**
 * Whether css-loader's `modules.auto` comes to what is done.
 * @param {any} auto
 */
function isSettled(auto) {
  if (asksForNothing(auto)) return true;
  if (typeof auto !== "function" && !isRegExp(auto)) return true;
  const isModule = (/** @type {string} */ name) => Boolean(typeof auto === "function" ? auto(name, "", "") : auto.test(name));
  // `.modules.` is a spelling that many expressions leave out.
  return [...NAMES].every(([name, expected]) => isModule(name) === expected || name.includes(".modules."));
}

/**
 * babel-loader's options in swc's words. `undefined` where Babel does more than its usual presets say.
 * @param {any} options
 * @param {string} context
 */
function swcOptions(options, context) {
  const { presets = [], plugins = [], cacheDirectory, cacheCompression, babelrc, configFile, ...rest } = options ?? {};
  if (plugins.length > 0 || Object.keys(rest).length > 0 || hasBabelFile(context, babelrc, configFile)) return undefined;
  if (presets.length === 0) return undefined;
  /** @type {any} */
  const swc = { jsc: { parser: { syntax: "ecmascript" } } };
  for (const preset of presets) {
    const [name, its = {}] = Array.isArray(preset) ? preset : [preset];
    switch (USUAL_PRESETS.get(typeof name === "string" ? presetName(name) : "")) {
      case "env": {
        const { targets, modules, bugfixes, loose, ...other } = its;
        if (Object.keys(other).length > 0 || (modules && modules !== "auto")) return undefined;
        if (typeof targets === "string" || Array.isArray(targets)) swc.env = { targets };
        else if (targets !== undefined) return undefined;
        break;
      }
      case "react": {
        const { runtime = "classic", development, importSource, pragma, pragmaFrag, ...other } = its;
        if (Object.keys(other).length > 0) return undefined;
        swc.jsc.transform = { react: { runtime, development, importSource, pragma, pragmaFrag } };
        break;
      }
      case "typescript":
        if (Object.keys(its).some((key) => !["allowDeclareFields", "onlyRemoveTypeImports"].includes(key))) return undefined;
        swc.jsc.parser = { syntax: "typescript" };
        break;
      default:
        return undefined;
    }
  }
  return swc;
}

/** @param {string} name `require.resolve` gives a path */
function presetName(name) {
  const match = /node_modules[\\/](@babel[\\/]preset-[a-z]+)/.exec(name);
  return match ? match[1].replace("\\", "/") : name;
}

/**
 * A configuration of Babel's own may ask for anything.
 * @param {string} context
 * @param {unknown} babelrc
 * @param {unknown} configFile
 */
function hasBabelFile(context, babelrc, configFile) {
  if (typeof configFile === "string") return true;
  const { existsSync, readFileSync } = require("node:fs");
  const names = [];
  if (babelrc !== false) names.push(".babelrc", ".babelrc.json", ".babelrc.js", ".babelrc.cjs", ".babelrc.mjs");
  if (configFile !== false) for (const end of ["js", "cjs", "mjs", "json", "cts"]) names.push(`babel.config.${end}`);
  if (names.some((name) => existsSync(path.join(context, name)))) return true;
  const manifest = path.join(context, "package.json");
  return babelrc !== false && existsSync(manifest) && "babel" in JSON.parse(readFileSync(manifest, "utf8"));
}

/** @param {string} file of a loader */
function isNativeFile(file) {
  return path.dirname(file) === FOLDER;
}

module.exports = { nativeLoader, withSettledModules, isSettled, packageOf, isNativeFile };
