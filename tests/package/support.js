// Projects in temporary folders, and builds of them.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const PACKAGE = path.join(HERE, "../../packages/fedpack");
export const require = createRequire(import.meta.url);
export const fedpack = require(PACKAGE);

const folders = [];
after(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** Writes files by name into a new folder, whose `node_modules` are this one's. */
export function project(files) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "fedpack-package-"));
  folders.push(folder);
  fs.symlinkSync(path.join(HERE, "node_modules"), path.join(folder, "node_modules"));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Options of a build for Node, readable, into `dist`. */
export function options(folder, more = {}) {
  return {
    context: folder,
    mode: "development",
    devtool: false,
    target: "node",
    entry: "./index.js",
    ...more,
    output: { path: path.join(folder, "dist"), ...more.output },
  };
}

/** Builds; the statistics, whether there are errors or not. */
export function build(given, bundler = fedpack) {
  return new Promise((resolve, reject) => {
    bundler(given, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
}

/** Builds, and fails with what the build says of errors. */
export async function built(given, bundler = fedpack) {
  const stats = await build(given, bundler);
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
  return stats;
}

export function read(folder, name) {
  return fs.readFileSync(path.join(folder, "dist", name), "utf8");
}

/** What the program prints when it is run. */
export function output(folder, name = "main.js") {
  const ran = spawnSync(process.execPath, [path.join(folder, "dist", name)], { encoding: "utf8" });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout.trim();
}

/** Runs the command line. */
export function program(folder, ...args) {
  const file = path.join(PACKAGE, "bin/fedpack.js");
  return spawnSync(process.execPath, [file, ...args], { cwd: folder, encoding: "utf8", timeout: 60_000 });
}

/** Runs a command that serves a folder: the process, and where it answers. */
export async function programThatServes(folder, ...args) {
  const child = spawn(process.execPath, [path.join(PACKAGE, "bin/fedpack.js"), ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const origin = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      text += chunk;
      const address = /^http:\/\/\S+/m.exec(text)?.[0];
      if (address) resolve(address);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", () => reject(new Error(text)));
  });
  return { child, origin };
}
