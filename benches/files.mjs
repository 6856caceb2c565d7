// Prints the modules of a workload, one absolute path a line: what the floor reads. node files.mjs DIR
// esbuild follows the imports. In a federation (federation.json) every app's entry and exposes are followed, remotes are
// left alone, and each file counts once, however many apps contain it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

const root = path.resolve(process.argv[2]);
const json = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

const { entry, platform = 'browser' } = existsSync(path.join(root, 'workload.json')) ? json('workload.json') : {};

function builds() {
  if (!existsSync(path.join(root, 'federation.json'))) return [{ dir: root, entries: [entry], external: [], platform }];
  return Object.entries(json('federation.json').apps).map(([name, app]) => ({
    dir: path.join(root, 'apps', name),
    entries: [app.entry, ...Object.values(app.exposes ?? {})],
    external: Object.keys(app.remotes ?? {}).map((remote) => `${remote}/*`),
  }));
}

const files = new Set();
for (const { dir, entries, external, platform = 'browser' } of builds()) {
  const { metafile } = await esbuild.build({
    absWorkingDir: dir,
    entryPoints: entries,
    external,
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'error',
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    platform,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  for (const file of Object.keys(metafile.inputs)) {
    const full = path.resolve(dir, file);
    if (/\.[cm]?[jt]sx?$/.test(full) && existsSync(full)) files.add(full);
  }
}
process.stdout.write([...files].sort().map((file) => `${file}\n`).join(''));
