#!/usr/bin/env node
// webpack (or rspack, with ORACLE=rspack) behind the command line of `fedpack build`.
//
// `FEDPACK_BIN=tests/interop/oracle.mjs cargo test -p fedpack --test fixtures` runs every fixture on webpack. A
// fixture that fails there states something that webpack does not do.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';

const require = createRequire(import.meta.url);
const [verb, directory, ...rest] = process.argv.slice(2);
if (verb !== 'build' || directory === undefined) {
  process.stderr.write('usage: oracle.mjs build DIR [--config FILE] [--mode MODE]\n');
  process.exit(2);
}
const { values: flags } = parseArgs({
  args: rest,
  options: {
    config: { type: 'string' },
    mode: { type: 'string' },
    quiet: { type: 'boolean' },
    'no-color': { type: 'boolean' },
  },
});

const context = path.resolve(directory);
const bundler = process.env.ORACLE === 'rspack' ? require('@rspack/core') : require('webpack');
const stats = await promisify(bundler)(toWebpack(readConfig()));
const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
for (const { message, moduleName } of [...warnings, ...errors]) {
  process.stderr.write(`${moduleName ?? ''}: ${message}\n`);
}
process.exitCode = errors.length > 0 ? 1 : 0;

function readConfig() {
  const file = path.resolve(context, flags.config ?? 'fedpack.config.json');
  const config = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8'), reviveRegExp) : {};
  return flags.mode === undefined ? config : { ...config, mode: flags.mode };
}

/** What fedpack has at top level or built in, said in webpack's way. */
function toWebpack({ federation, define, jsx, html, css, module = {}, resolve = {}, ...config }) {
  const { ModuleFederationPlugin } = bundler.container;
  return {
    performance: false,
    ...config,
    context,
    output: { ...config.output, path: path.resolve(context, config.output?.path ?? 'dist') },
    experiments: { css: true, ...config.experiments },
    resolve: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.jsx', '.json'],
      ...(process.env.ORACLE === 'rspack' ? { tsConfig: tsconfig() } : { tsconfig: tsconfig() }),
      ...resolve,
    },
    module: {
      ...module,
      rules: [scriptRule(jsx), ...(module.rules ?? [])],
      parser: { 'css/auto': { namedExports: false }, 'css/module': { namedExports: false }, ...module.parser },
    },
    plugins: [
      new bundler.DefinePlugin(define ?? {}),
      ...(federation === undefined ? [] : [new ModuleFederationPlugin(federation)]),
    ],
  };
}

function tsconfig() {
  const file = path.join(context, 'tsconfig.json');
  return existsSync(file) ? file : undefined;
}

function scriptRule(jsx = {}) {
  const options = { loader: 'tsx', target: 'esnext', jsx: 'automatic', tsconfigRaw: compilerOptions(), ...jsx };
  return {
    test: /\.(ts|tsx|mts|cts|jsx)$/,
    oneOf: [
      { test: /\.[mc]?ts$/, loader: require.resolve('esbuild-loader'), options: { ...options, loader: 'ts' } },
      { loader: require.resolve('esbuild-loader'), options },
    ],
  };
}

function compilerOptions() {
  const file = tsconfig();
  return file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
}

/** JSON has no regular expressions: `{"$regexp": "source"}` stands for one. */
function reviveRegExp(_key, value) {
  const body = value?.$regexp;
  if (body === undefined) return value;
  return typeof body === 'string' ? new RegExp(body) : new RegExp(body.source, body.flags);
}
