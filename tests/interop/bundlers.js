// One description of an application, and the bundlers that build it. rspack is there twice: with the runtime that webpack
// has too (v1), and with that of Module Federation 2.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/**
 * What all understand; `federation` is what each bundler's plugin gets.
 *
 * @typedef {object} App
 * @property {string} name
 * @property {string} folder
 * @property {object} federation
 */

/** @type {Record<string, (app: App, output: string) => Promise<void>>} */
export const bundlers = {
  fedpack: buildWithFedpack,
  webpack: buildWithWebpack,
  rspack: (app, output) => buildWithRspack(app, output, 'ModuleFederationPluginV1'),
  'rspack-mf2': (app, output) => buildWithRspack(app, output, 'ModuleFederationPlugin'),
};

function options({ name, folder }, output) {
  return {
    context: folder,
    mode: 'production',
    devtool: false,
    entry: { main: './src/index.js' },
    output: { path: output, publicPath: 'auto', uniqueName: name, filename: '[name].js', chunkFilename: 'chunk-[contenthash].js' },
  };
}

async function buildWithFedpack(app, output) {
  const binary = process.env.FEDPACK_BIN;
  if (binary === undefined) throw new Error('FEDPACK_BIN names the binary under test');
  const config = path.join(path.dirname(output), `${path.basename(output)}.config.json`);
  await mkdir(path.dirname(config), { recursive: true });
  await writeFile(config, JSON.stringify({ ...options(app, output), federation: app.federation }, null, 2));
  await run(binary, ['build', app.folder, '--config', config, '--no-color', '--quiet']);
}

async function buildWithWebpack(app, output) {
  const webpack = require('webpack');
  const { ModuleFederationPlugin } = webpack.container;
  await buildInProcess(webpack, {
    ...options(app, output),
    experiments: { css: true },
    plugins: [new ModuleFederationPlugin(app.federation)],
  });
}

async function buildWithRspack(app, output, plugin) {
  const { rspack } = require('@rspack/core');
  const ModuleFederationPlugin = rspack.container[plugin];
  await buildInProcess(rspack, {
    ...options(app, output),
    experiments: { css: true },
    plugins: [new ModuleFederationPlugin(app.federation)],
  });
}

async function buildInProcess(bundler, config) {
  const stats = await promisify(bundler)(config);
  const { errors } = stats.toJson({ all: false, errors: true });
  if (errors.length > 0) throw new Error(errors.map((error) => error.message).join('\n'));
}
