"use strict";
// The hooks of html-webpack-plugin (and of rspack's plugin of that kind): pages are written natively, and then given to
// those who tap `HtmlWebpackPlugin.getHooks(compilation)`.
const path = require("node:path");
const { Compilation } = require("../compilation.js");

/** @typedef {import("../compiler.js").Compiler} Compiler */

/**
 * A tag as html-webpack-plugin has it.
 *
 * @typedef {{tagName: string, voidTag: boolean, attributes: Record<string, string | boolean | null | undefined>, innerHTML?: string,
 *   meta: Record<string, unknown>}} Tag
 */

const PAGES = new Set(["HtmlWebpackPlugin", "HtmlRspackPlugin"]);
const NAME = "HtmlPlugin";
const VOID_TAGS = new Set(["link", "meta", "base"]);
/** `<script …></script>` without text, and `<link …>`. */
const TAG = /<(script)\b([^>]*)><\/script>|<(link)\b([^>]*?)\/?>/gi;
const ATTRIBUTE = /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/**
 * Calls the hooks for pages of `plugins`. Where no plugin in JavaScript is there, nobody can have tapped them.
 *
 * @param {Compiler} compiler
 * @param {any[]} plugins of the options
 */
function callPageHooks(compiler, plugins) {
  const pages = plugins.filter((plugin) => PAGES.has(plugin?.constructor?.name) && hooksOf(plugin) !== undefined);
  if (pages.length === 0 || compiler.javascriptPlugins.length === 0) return;
  compiler.hooks.thisCompilation.tap(NAME, (/** @type {any} */ compilation) => {
    const stage = Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_INLINE;
    compilation.hooks.processAssets.tapPromise({ name: NAME, stage }, async () => {
      // A page is that of the plugin that names it; the rest go to the first whose template may have made them.
      const handled = new Set();
      for (const plugin of [...pages].sort((a, b) => Number(isTemplate(a)) - Number(isTemplate(b)))) {
        const hooks = hooksOf(plugin)?.(compilation);
        if (!hooks) continue;
        for (const file of filesOf(plugin, compilation)) {
          if (handled.has(file)) continue;
          handled.add(file);
          await callHooks(hooks, plugin, file, compilation);
        }
      }
    });
  });
}

/** @param {any} plugin */
function hooksOf(plugin) {
  const { getHooks, getCompilationHooks } = plugin.constructor;
  const get = getHooks ?? getCompilationHooks;
  if (typeof get !== "function") return undefined;
  return (/** @type {any} */ compilation) => {
    try {
      return get.call(plugin.constructor, compilation);
    } catch {
      // rspack's plugin has hooks for compilations of rspack alone, so nobody can have tapped them.
      return undefined;
    }
  };
}

/** @param {any} plugin */
function optionsOf(plugin) {
  return plugin.userOptions ?? plugin._args?.[0] ?? plugin.options ?? {};
}

/** @param {any} plugin */
function filenameOf(plugin) {
  return optionsOf(plugin).filename ?? "index.html";
}

/** @param {any} plugin */
function isTemplate(plugin) {
  const filename = filenameOf(plugin);
  return typeof filename === "function" || filename.includes("[");
}

/**
 * The files of the output that are pages of this plugin.
 *
 * @param {any} plugin
 * @param {any} compilation
 * @returns {string[]}
 */
function filesOf(plugin, compilation) {
  const filename = filenameOf(plugin);
  const relative = (/** @type {string} */ name) =>
    path.isAbsolute(name) ? path.relative(compilation.outputOptions.path, name).split(path.sep).join("/") : name;
  const fits =
    isTemplate(plugin)
      ? (/** @type {string} */ name) => /\.html?$/.test(name)
      : (/** @type {string} */ name) => name === relative(filename);
  return Object.keys(compilation.assets).filter(fits);
}

/**
 * @param {any} hooks
 * @param {any} plugin
 * @param {string} outputName
 * @param {any} compilation
 */
async function callHooks(hooks, plugin, outputName, compilation) {
  const isTapped = (/** @type {string} */ name) => hooks[name]?.isUsed?.() ?? false;
  const call = async (/** @type {string} */ name, /** @type {Record<string, any>} */ data) =>
    isTapped(name) ? ((await hooks[name].promise({ ...data, outputName, plugin })) ?? data) : data;
  const source = String(compilation.getAsset(outputName).source.source());
  let html = source;
  const publicPath = publicPathOf(compilation, outputName);
  // A template that places the tags itself has done so.
  const isInjected = optionsOf(plugin).inject !== false;
  if (isInjected && ["beforeAssetTagGeneration", "alterAssetTags", "alterAssetTagGroups"].some(isTapped)) {
    html = await alterTags(html, publicPath, compilation, call);
  }
  const executed = await call("afterTemplateExecution", { html, headTags: [], bodyTags: [] });
  html = withTags(executed.html, executed.headTags ?? [], executed.bodyTags ?? []);
  ({ html } = await call("beforeEmit", { html }));
  if (typeof html !== "string") throw new Error(`A tap of a hook of ${plugin.constructor.name} gives no \`html\` for ${outputName}.`);
  if (html !== source) compilation.updateAsset(outputName, new compilation.compiler.webpack.sources.RawSource(html));
  await call("afterEmit", {});
}

/**
 * Takes the tags of the page's chunks out, lets plugins change them, and puts them back where such tags go: at the end of
 * the head or the body.
 *
 * @param {string} html
 * @param {string} publicPath
 * @param {any} compilation
 * @param {(name: string, data: Record<string, any>) => Promise<any>} call
 */
async function alterTags(html, publicPath, compilation, call) {
  /** @type {{scripts: Tag[], styles: Tag[]}} */
  const own = { scripts: [], styles: [] };
  const chunkFiles = new Set([...compilation.chunks].flatMap((chunk) => [...chunk.files]));
  const isOwn = (/** @type {unknown} */ address) => typeof address === "string" && isOneOf(chunkFiles, publicPath, address);
  const bodyStart = html.search(/<body\b/i);
  /** @type {Map<Tag, "head" | "body">} */
  const places = new Map();
  const rest = html.replace(TAG, (text, script, scriptText, link, linkText, at) => {
    const tag = tagOf((script ?? link).toLowerCase(), scriptText ?? linkText);
    const { src, href, rel } = tag.attributes;
    if (!isOwn(script ? src : href) || (link && rel !== "stylesheet")) return text;
    own[script ? "scripts" : "styles"].push(tag);
    places.set(tag, bodyStart >= 0 && at > bodyStart ? "body" : "head");
    return "";
  });
  const addresses = {
    publicPath,
    js: own.scripts.map(({ attributes }) => attributes.src),
    css: own.styles.map(({ attributes }) => attributes.href),
    favicon: undefined,
  };
  const { assets } = await call("beforeAssetTagGeneration", { assets: addresses });
  const scripts = tagsOf(assets.js, own.scripts, (src) => ({ tagName: "script", voidTag: false, attributes: { defer: true, src } }));
  const styles = tagsOf(assets.css, own.styles, (href) => ({ tagName: "link", voidTag: true, attributes: { href, rel: "stylesheet" } }));
  const { assetTags } = await call("alterAssetTags", { assetTags: { scripts, styles, meta: [] }, publicPath });
  const tags = [...assetTags.meta, ...assetTags.styles, ...assetTags.scripts];
  const isInBody = (/** @type {Tag} */ tag) => places.get(tag) === "body";
  const { headTags, bodyTags } = await call("alterAssetTagGroups", {
    headTags: tags.filter((tag) => !isInBody(tag)),
    bodyTags: tags.filter(isInBody),
    publicPath,
  });
  return withTags(rest, headTags, bodyTags);
}

/**
 * @param {string} html
 * @param {Tag[]} headTags
 * @param {Tag[]} bodyTags
 */
function withTags(html, headTags, bodyTags) {
  const [head, body] = [headTags, bodyTags].map((tags) => tags.map(textOf).join(""));
  return insertBefore(insertBefore(html, /<\/head\s*>/i, head), /<\/body\s*>/i, body);
}

/**
 * Tags of addresses: those that are known, and new ones.
 *
 * @param {string[]} addresses
 * @param {Tag[]} known
 * @param {(address: string) => Omit<Tag, "meta">} make
 * @returns {Tag[]}
 */
function tagsOf(addresses, known, make) {
  return addresses.map((address) => {
    const tag = known.find(({ attributes }) => attributes.src === address || attributes.href === address);
    return tag ?? { ...make(address), meta: { plugin: "html-webpack-plugin" } };
  });
}

/**
 * @param {Set<string>} files
 * @param {string} publicPath
 * @param {string} address
 */
function isOneOf(files, publicPath, address) {
  const [name] = (address.startsWith(publicPath) ? address.slice(publicPath.length) : address).split(/[?#]/);
  return files.has(name) || files.has(decoded(name));
}

/** @param {string} name */
function decoded(name) {
  try {
    return decodeURI(name);
  } catch {
    // A per cent sign of its own, as in `%PUBLIC_URL%`, which a plugin will replace.
    return name;
  }
}

/**
 * What stands before the names of files in this page.
 *
 * @param {any} compilation
 * @param {string} outputName
 */
function publicPathOf(compilation, outputName) {
  const { publicPath } = compilation.outputOptions;
  if (typeof publicPath !== "string" || publicPath === "auto") return "../".repeat(outputName.split("/").length - 1);
  return publicPath === "" || publicPath.endsWith("/") ? publicPath : `${publicPath}/`;
}

/**
 * @param {string} tagName
 * @param {string} text of its attributes
 * @returns {Tag}
 */
function tagOf(tagName, text) {
  /** @type {Tag["attributes"]} */
  const attributes = {};
  for (const [, name, double, single, bare] of text.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? bare;
    attributes[name] = value === undefined ? true : value.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  }
  return { tagName, voidTag: VOID_TAGS.has(tagName), attributes, meta: { plugin: "html-webpack-plugin" } };
}

/** @param {Tag} tag */
function textOf({ tagName, voidTag, attributes, innerHTML }) {
  const written = Object.entries(attributes ?? {})
    .filter(([, value]) => value !== false && value !== undefined && value !== null)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${String(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`));
  return `<${tagName}${written.join("")}>${voidTag ? "" : `${innerHTML ?? ""}</${tagName}>`}`;
}

/**
 * @param {string} html
 * @param {RegExp} place
 * @param {string} text
 */
function insertBefore(html, place, text) {
  if (text === "") return html;
  const at = html.search(place);
  return at < 0 ? html + text : html.slice(0, at) + text + html.slice(at);
}

module.exports = { callPageHooks };
