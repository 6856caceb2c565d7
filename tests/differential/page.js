/** As much of a web worker as scripts need that load their chunks by `importScripts`. */
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

const loadScript = (file) => vm.runInThisContext(fs.readFileSync(file, 'utf8'), { filename: file });

/** What pages have loaded: a page has a script once, whoever of its entries needs it. */
const loaded = new Set();

/** The scripts that a file lists, by their paths beside it, in that order. Chunks are at the same address. */
export function loadPage(list) {
  globalThis.self = globalThis;
  globalThis.importScripts = (...files) => files.forEach(loadScript);
  const folder = path.dirname(list);
  const files = JSON.parse(fs.readFileSync(list, 'utf8')).map((file) => path.join(folder, file));
  for (const file of files.filter((file) => !loaded.has(file))) {
    loaded.add(file);
    loadScript(file);
  }
}
