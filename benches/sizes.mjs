// Prints the size of the JavaScript below a folder as JSON, raw and with every file compressed by gzip. node sizes.mjs OUT
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const out = process.argv[2];
const files = readdirSync(out, { recursive: true }).filter((file) => /\.[cm]?js$/.test(file));
let [raw, gzip] = [0, 0];
for (const file of files) {
  const bytes = readFileSync(path.join(out, file));
  raw += bytes.length;
  gzip += gzipSync(bytes, { level: 9 }).length;
}
console.log(JSON.stringify({ files: files.length, raw, gzip }));
