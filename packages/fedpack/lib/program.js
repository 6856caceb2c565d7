"use strict";
// The command line. What needs JavaScript is done here: builds with a configuration in JavaScript or TypeScript, also those
// of `dev`, and `migrate`. Everything else is the program's own.
const fs = require("node:fs");
const path = require("node:path");
const { parseArgs } = require("node:util");
const { pathToFileURL } = require("node:url");
const binding = require("./binding.js");
const { OptionsError } = require("./errors.js");
const { configFiles } = require("./config_files.js");

/** Exit codes of the program. */
const [OK, FAILED, USAGE] = [0, 1, 2];

/** Looked for by `build`; the program's own names come first. */
const EXTENSIONS = ["ts", "mts", "cts", "js", "mjs", "cjs"];
/** Looked for by `migrate`. */
const FOREIGN = ["rspack", "webpack"];

const MIGRATE_HELP = `
Usage: fedpack migrate [DIR] [-c FILE] [--write]

Reads a configuration of webpack or rspack, and prints what fedpack would build: the options as a fedpack.config.json, and
everything that has no counterpart, with its place.

  -c, --config FILE   the configuration; else rspack.config.* or webpack.config.* in DIR
      --write         write fedpack.config.json into DIR, unless it is there
`;

const OPTIONS = /** @type {const} */ ({
  config: { type: "string", short: "c" },
  mode: { type: "string" },
  watch: { type: "boolean", short: "w" },
  json: { type: "string" },
  quiet: { type: "boolean", short: "q" },
  "no-color": { type: "boolean" },
  env: { type: "string", multiple: true },
});

const DEV_OPTIONS = /** @type {const} */ ({
  config: OPTIONS.config,
  mode: OPTIONS.mode,
  env: OPTIONS.env,
  quiet: OPTIONS.quiet,
  "no-color": OPTIONS["no-color"],
  port: { type: "string", short: "p" },
  host: { type: "string" },
  "cors-origin": { type: "string", multiple: true },
  origin: { type: "string", multiple: true },
  history: { type: "boolean" },
});

/**
 * @param {string[]} words arguments after the program's name
 * @returns {Promise<number>} exit code
 */
async function main(words) {
  const [verb, ...rest] = words;
  if (verb === "migrate") return migrate(rest);
  if (!["build", "dev"].includes(verb) || rest.includes("--help") || rest.includes("-h")) return binding.runProgram(words);
  const parsed = (/** @type {Record<string, any>} */ options) => {
    try {
      return parseArgs({ args: rest, options, allowPositionals: true, strict: true });
    } catch {
      // The program says what is wrong, or knows the option.
      return undefined;
    }
  };
  const found = parsed(verb === "build" ? OPTIONS : DEV_OPTIONS);
  if (!found) return binding.runProgram(words);
  const values = /** @type {any} */ (found.values);
  const [named = "."] = found.positionals;
  // `DIR:PORT`, unless there is a folder of that very name.
  const [, withoutPort, port] = (verb === "dev" && !fs.existsSync(named) && /^(.*)[:=](\d+)$/.exec(named)) || [];
  const folder = path.resolve(withoutPort ?? named);
  const file = configFile(folder, values.config, ["fedpack"]);
  // JSON, no configuration at all, or one that is not there; or several applications.
  const isNative = !file || !EXTENSIONS.includes(path.extname(file).slice(1)) || !fs.existsSync(file);
  if (isNative || (verb === "dev" && found.positionals.length > 1)) return binding.runProgram(words);
  return verb === "build" ? build(file, values) : dev(file, { ...values, port: port ?? values.port });
}

/**
 * @param {string} folder
 * @param {string | undefined} named
 * @param {string[]} tools whose files are looked for
 */
function configFile(folder, named, tools) {
  if (named !== undefined) {
    const here = path.resolve(named);
    const there = path.resolve(folder, named);
    return !fs.existsSync(here) && fs.existsSync(there) ? there : here;
  }
  const names = tools.flatMap((tool) => EXTENSIONS.map((extension) => `${tool}.config.${extension}`));
  return names.map((name) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

/**
 * The options of a file: what it exports, called and awaited as webpack does.
 * @param {string} file
 * @param {{mode?: string, env?: string[]}} values
 */
async function load(file, values) {
  const env = Object.fromEntries((values.env ?? []).map((pair) => {
    const [key, ...value] = pair.split("=");
    return [key, value.length > 0 ? value.join("=") : true];
  }));
  const resolved = async (/** @type {any} */ config) => {
    const value = await config;
    if (Array.isArray(value)) return Promise.all(value.map(resolved));
    return typeof value === "function" ? value(env, { mode: values.mode, env }) : value;
  };
  const options = await resolved(await exported(file));
  if (typeof options !== "object" || options === null) throw new Error(`${file} exports no configuration.`);
  const one = (/** @type {any} */ item) => {
    const own = { context: path.dirname(file), ...item, ...(values.mode && { mode: values.mode }) };
    configFiles.set(own, file);
    return own;
  };
  return Array.isArray(options) ? options.map(one) : one(options);
}

/** @param {string} file */
async function exported(file) {
  if (/\.[cm]?ts$/.test(file)) {
    const { createJiti } = require("jiti");
    return createJiti(__filename, { interopDefault: true }).import(file, { default: true });
  }
  const module = await import(/* webpackIgnore: true */ pathToFileURL(file).href);
  const config = module.default;
  return config?.__esModule && "default" in config ? config.default : config;
}

/**
 * Builds after each change, and has the program serve the output from the first build on.
 * @param {string} file
 * @param {Record<string, any>} values
 * @returns {Promise<number>}
 */
function dev(file, values) {
  return new Promise((resolve) => {
    let isServed = false;
    const onBuild = (/** @type {any} */ stats) => {
      if (isServed) return;
      isServed = true;
      const all = stats.stats ?? [stats];
      const compilations = all.map((/** @type {any} */ one) => one.compilation);
      const folders = [...new Set(compilations.map((/** @type {any} */ one) => one.compiler.outputPath))];
      const remotes = compilations.map((/** @type {any} */ one) => one.native.liveRemotes());
      const isAddress = (/** @type {string} */ remote) => URL.canParse(remote, "http://localhost");
      for (const folder of folders) fs.mkdirSync(folder, { recursive: true });
      const named = ["host", "cors-origin", "origin"].flatMap((name) => [values[name] ?? []].flat().map((value) => `--${name}=${value}`));
      const words = [
        "serve",
        ...folders,
        "--live",
        ...(remotes.includes(null) ? ["none"] : [...new Set(remotes.flat())].filter(isAddress)).map((remote) => `--live-remote=${remote}`),
        `--port=${values.port ?? 8080}`,
        ...named,
        ...["history", "quiet"].filter((name) => values[name]).map((name) => `--${name}`),
      ];
      binding.runProgram(words).then((code) => process.exit(code));
    };
    build(file, { ...values, mode: values.mode ?? "development", watch: true }, onBuild).then(resolve);
  });
}

/**
 * @param {string} file
 * @param {{mode?: string, env?: string[], watch?: boolean, json?: string, quiet?: boolean}} values
 * @param {(stats: any) => void} [onBuild] after each build of a watch
 * @returns {Promise<number>}
 */
async function build(file, values, onBuild) {
  // The program's own builds do without all of it.
  const { fedpack } = require("./fedpack.js");
  let compiler;
  try {
    compiler = fedpack(await load(file, values));
  } catch (error) {
    console.error(error instanceof OptionsError ? error.message : `fedpack: ${describe(error)}`);
    return USAGE;
  }
  const report = (/** @type {any} */ stats) => {
    const text = stats.toString({ assets: !values.quiet });
    if (stats.hasErrors()) console.error(text);
    else if (!values.quiet || stats.hasWarnings()) console.log(text);
    if (values.json) fs.writeFileSync(values.json, `${JSON.stringify(stats.toJson(), null, 2)}\n`);
    return stats.hasErrors() ? FAILED : OK;
  };
  return new Promise((resolve) => {
    if (values.watch) {
      compiler.watch({}, (/** @type {any} */ error, /** @type {any} */ stats) => {
        if (error) console.error(`fedpack: ${describe(error)}`);
        else report(stats);
        if (stats) onBuild?.(stats);
      });
      return;
    }
    compiler.run((/** @type {any} */ error, /** @type {any} */ stats) => {
      if (error) console.error(error instanceof OptionsError ? error.message : `fedpack: ${describe(error)}`);
      const code = error ? (error instanceof OptionsError ? USAGE : FAILED) : report(stats);
      compiler.close(() => resolve(code));
    });
  });
}

/** @param {any} error */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  const { whoThrew } = require("./hooks.js");
  const who = whoThrew(error);
  if (who) return `${who} has thrown: ${error.stack ?? error.message}`;
  // What a plugin threw says more than where it was caught.
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause === error ? (error.stack ?? error.message) : `${error.message}\n${cause.stack}`;
}

/** @param {string[]} words */
async function migrate(words) {
  let parsed;
  try {
    parsed = parseArgs({
      args: words,
      options: { config: { type: "string", short: "c" }, write: { type: "boolean" }, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
  } catch (error) {
    console.error(`fedpack: ${error instanceof Error ? error.message : error}\n${MIGRATE_HELP}`);
    return USAGE;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    console.log(MIGRATE_HELP.trim());
    return OK;
  }
  const folder = path.resolve(positionals[0] ?? ".");
  const file = configFile(folder, values.config, FOREIGN);
  if (!file || !fs.existsSync(file)) {
    console.error(`fedpack: there is no ${values.config ?? "rspack.config or webpack.config file"} in ${folder}.`);
    return USAGE;
  }
  const options = await load(file, {});
  const all = Array.isArray(options) ? options : [options];
  const { migrated } = require("./migrate.js");
  const results = all.map((one) => migrated(one, folder));
  const config = results.length === 1 ? results[0].config : results.map((result) => result.config);
  const text = `${JSON.stringify(config, null, 2)}\n`;
  console.log(text);
  for (const { notes } of results) for (const note of notes) console.error(`- ${note}`);
  if (values.write) {
    const target = path.join(folder, "fedpack.config.json");
    if (fs.existsSync(target)) {
      console.error(`fedpack: ${target} is there already.`);
      return FAILED;
    }
    fs.writeFileSync(target, text);
  }
  return OK;
}

module.exports = { main };
