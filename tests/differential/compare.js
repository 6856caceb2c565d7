/** Builds a project in every mode, runs its sources and each build, and compares what they noted. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MODES, isMinified } from './modes.js';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const QUIET = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, maxBuffer: 1 << 28 };

/** A new folder with these files, whose packages are ours too. */
export function project(files) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'fedpack-differential-'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  if (!fs.existsSync(path.join(folder, 'node_modules'))) fs.symlinkSync(path.join(HERE, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

const fileOf = (name) => path.join('dist', name, MODES[name].output?.filename ?? 'main.js');

function build(folder, entry) {
  buildAll(folder, Object.entries(MODES).map(([name, { output, ...options }]) => ({
    name,
    entry,
    devtool: false,
    ...options,
    output: { filename: 'main.js', ...output, path: path.join(folder, 'dist', name) },
  })));
}

/** Builds configurations of a project, whose outputs are below `dist`. */
export function buildAll(folder, configs, ...flags) {
  fs.writeFileSync(path.join(folder, 'fedpack.config.json'), JSON.stringify(configs));
  const binary = process.env.FEDPACK_BIN;
  if (binary === undefined) throw new Error('FEDPACK_BIN names the binary under test');
  try {
    execFileSync(binary, ['build', folder, '--no-color', ...flags], QUIET);
  } catch (error) {
    throw new Error(`the build failed:\n${error.stderr}`);
  }
  fs.writeFileSync(path.join(folder, 'dist/package.json'), '{}');
}

/** What each of these files noted, run one after the other in one process. */
export const run = (folder, files) => JSON.parse(execFileSync(process.execPath, ['--no-warnings', path.join(HERE, 'run.mjs'), ...files.map((file) => path.join(folder, file))], QUIET));

/**
 * Differences, as texts; `undefined` if Node refuses the sources. A graph that reads something before it is declared is only
 * compared where no minifier is at work, and one with sloppy scripts not as a module.
 */
export function differences(folder, entry, { isSloppy = false } = {}) {
  const [expected] = run(folder, [entry]);
  if (expected.problem?.startsWith('SyntaxError')) return undefined;
  build(folder, entry);
  const names = Object.keys(MODES).filter((name) => {
    const mode = MODES[name];
    const inlines = mode.mode === 'production' && (isMinified(mode) || mode.optimization.usedExports !== false);
    return !(expected.sawDeadZone && inlines) && !(isSloppy && mode.output?.module);
  });
  const results = run(folder, names.map(fileOf));
  return names.flatMap((name, index) => differenceOf(name, expected, results[index]));
}

/** Where two runs part, as a text; none if they do not. */
export function differenceOf(name, expected, { notes, problem = '' }) {
  const at = Array.from({ length: Math.max(notes.length, expected.notes.length) }).findIndex((_, at) => notes[at] !== expected.notes[at]);
  return at < 0 ? [] : [`${name}, note ${at}: expected ${expected.notes[at]}, got ${notes[at]} ${problem}`];
}
