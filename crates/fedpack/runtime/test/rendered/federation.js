/**
 * Runs a host and a container that Rust has rendered (generate/runtime/tests.rs) on a fake page: the host
 * imports a lazy chunk that uses a remote module, and both share one module. Argument: folder of `host.js` and
 * `container.js`, each a function expression.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installPage } from "../support/fake_dom.js";

const folder = process.argv[2];
const read = (name) => (0, eval)("(" + readFileSync(join(folder, name), "utf8") + ")");
const { document } = installPage("http://localhost/index.html");

/** Evaluates an entry as a script of this address. */
function runScript(src, run) {
  document.currentScript = { tagName: "SCRIPT", src };
  const result = run();
  document.currentScript = null;
  return result;
}

const evaluated = [];
const shared = (version) => ({
  210(module) {
    evaluated.push("react " + version);
    module.exports = { version };
  },
});

/** Address → what its script does. */
const scripts = {
  "http://localhost/20.0a1b2c3d.js": () =>
    self.webpackChunkshell.push([
      [20],
      {
        110(module, exports, require) {
          exports.page = "page with " + require(301).list + ", react " + require(211).version;
        },
      },
    ]),
  "http://localhost/21.4e5f6071.js": () => self.webpackChunkshell.push([[21], shared("19.0.0 of shell")]),
  "http://localhost:4101/remoteEntry.js": () =>
    runScript("http://localhost:4101/remoteEntry.js", () => {
      self.catalog = read("container.js")({});
    }),
  "http://localhost:4101/20.0a1b2c3d.js": () =>
    self.webpackChunkcatalog.push([
      [20],
      {
        200(module, exports, require) {
          exports.list = "list by react " + require(211).version;
        },
      },
    ]),
  "http://localhost:4101/21.4e5f6071.js": () =>
    self.webpackChunkcatalog.push([[21], shared("19.0.0 of catalog")]),
};

const append = document.head.appendChild;
document.head.appendChild = (element) => {
  append(element);
  setImmediate(() => {
    const run = element.tagName === "LINK" ? () => {} : scripts[element.src];
    if (run) run();
    element.fire(run ? "load" : "error");
  });
};

const result = runScript("http://localhost/main.js", () =>
  read("host.js")({
    100(module, exports, require) {
      exports.load = () => require.e(20).then(require.bind(require, 110));
    },
  }),
);

const { page } = await result.load();
assert.equal(page, "page with list by react 19.0.0 of shell, react 19.0.0 of shell");
assert.deepEqual(evaluated, ["react 19.0.0 of shell"]);
await assert.rejects(self.catalog.get("./Nothing"), {
  message: 'Module "./Nothing" does not exist in container.',
});
