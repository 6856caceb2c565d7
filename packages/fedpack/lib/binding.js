"use strict";
// The addon of this platform. It is part of the package: `native/fedpack.<platform>-<architecture>[-<C library>].node`.
const fs = require("node:fs");
const path = require("node:path");
const ownRequire = require("./own_require.js");

/** `linux-x64-gnu`, `darwin-arm64`, `win32-x64-msvc`. */
function platform() {
  const base = `${process.platform}-${process.arch}`;
  switch (process.platform) {
    case "linux":
      return `${base}-${isGlibc() ? "gnu" : "musl"}`;
    case "win32":
      return `${base}-msvc`;
    default:
      return base;
  }
}

function isGlibc() {
  try {
    // A script with glibc, the loader itself with musl; both say who they are. A report is made in ten times the time.
    const text = fs.readFileSync("/usr/bin/ldd", "latin1");
    if (text.includes("musl")) return false;
    if (text.includes("GLIBC")) return true;
  } catch {
    // Not every system has it.
  }
  const { header } = /** @type {{header: Record<string, unknown>}} */ (process.report.getReport());
  return header.glibcVersionRuntime !== undefined;
}

function load() {
  const named = process.env.FEDPACK_ADDON;
  if (named) return ownRequire(path.resolve(named));
  const folder = path.join(__dirname, "..", "native");
  const file = path.join(folder, `fedpack.${platform()}.node`);
  if (!fs.existsSync(file)) {
    const there = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith(".node")) : [];
    throw new Error(
      `fedpack has no addon for ${platform()}: ${file} is not there. ` +
        (there.length > 0 ? `This package has ${there.join(", ")}.` : "In a checkout, `cargo xtask package` builds it."),
    );
  }
  return ownRequire(file);
}

module.exports = load();
