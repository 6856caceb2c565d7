// One description of an application, and the bundlers that build it. fedpack and rspack are there with the runtime that
// webpack has too (v1), and with that of Module Federation 2; fedpack once more with its own runtime for it.
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
 * @property {string} [target] `web` without it
 * @property {string} [entry]
 * @property {object} [library] of the entry
 * @property {string} [publicPath] `auto` without it
 * @property {boolean} [module] an ES module
 */

/** @type {Record<string, (app: App, output: string) => Promise<void>>} */
export const bundlers = {
  fedpack: (app, output) => buildWithFedpack(app, output, { protocol: 'v1' }),
  'fedpack-v2': (app, output) => buildWithFedpack(app, output, { protocol: 'v2', manifest: true }),
  'fedpack-compact': (app, output) => buildWithFedpack(app, output, { protocol: 'compact', manifest: true }),
  webpack: buildWithWebpack,
  enhanced: buildWithEnhanced,
  rspack: (app, output) => buildWithRspack(app, output, 'ModuleFederationPluginV1'),
  'rspack-mf2': (app, output) => buildWithRspack(app, output, 'ModuleFederationPlugin', { manifest: true }),
};

/** Those that speak Module Federation 2: they write manifests, and load remotes by them. */
export const withManifests = ['fedpack-v2', 'fedpack-compact', 'enhanced', 'rspack-mf2'];

/** `css`: what fedpack has built in, and the others as an experiment. */
function options({ name, folder, target, entry, library, publicPath, module }, output, css = {}) {
  return {
    context: folder,
    mode: 'production',
    devtool: false,
    entry: { main: entry ?? './src/index.js' },
    ...(target !== undefined && { target }),
    experiments: { ...css, ...(module && { outputModule: true }) },
    output: {
      path: output,
      ...(module && { module }),
      publicPath: publicPath ?? 'auto',
      uniqueName: name,
      filename: '[name].js',
      chunkFilename: 'chunk-[contenthash].js',
      ...(library !== undefined && { library }),
    },
  };
}

async function buildWithFedpack(app, output, federation) {
  const binary = process.env.FEDPACK_BIN;
  if (binary === undefined) throw new Error('FEDPACK_BIN names the binary under test');
  const config = path.join(path.dirname(output), `${path.basename(output)}.config.json`);
  await mkdir(path.dirname(config), { recursive: true });
  await writeFile(config, JSON.stringify({ ...options(app, output), federation: { ...app.federation, ...federation } }, null, 2));
  await run(binary, ['build', app.folder, '--config', config, '--no-color', '--quiet']);
}

async function buildWithWebpack(app, output) {
  const webpack = require('webpack');
  const { ModuleFederationPlugin } = webpack.container;
  await buildInProcess(webpack, {
    ...options(app, output, { css: true }),
    plugins: [new ModuleFederationPlugin(app.federation)],
  });
}

/** `@module-federation/enhanced` needs files of webpack that newer versions have moved. */
async function buildWithEnhanced(app, output) {
  process.env.FEDERATION_WEBPACK_PATH = require.resolve('webpack-5-109');
  const webpack = require('webpack-5-109');
  const { ModuleFederationPlugin } = require('@module-federation/enhanced');
  await buildInProcess(webpack, {
    ...options(app, output, { css: true }),
    plugins: [new ModuleFederationPlugin({ ...app.federation, manifest: true, dts: false })],
  });
}

async function buildWithRspack(app, output, plugin, federation) {
  const { rspack } = require('@rspack/core');
  const ModuleFederationPlugin = rspack.container[plugin];
  await buildInProcess(rspack, {
    ...options(app, output, { css: true }),
    plugins: [new ModuleFederationPlugin({ ...app.federation, ...federation })],
  });
}

async function buildInProcess(bundler, config) {
  const stats = await promisify(bundler)(config);
  const { errors } = stats.toJson({ all: false, errors: true });
  if (errors.length > 0) throw new Error(errors.map((error) => error.message).join('\n'));
}
