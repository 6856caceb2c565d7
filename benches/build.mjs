// Builds a workload with a peer that has no suitable command line: node build.mjs rspack|rolldown DIR OUT
// The same settings for all: production, minified, no source map, ES2022, split at import(), no cache.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [tool, dir, out] = process.argv.slice(2);
const root = path.resolve(dir);
const { entry } = JSON.parse(readFileSync(path.join(root, 'workload.json'), 'utf8'));

const builders = {
  async rspack() {
    const { rspack } = await import('@rspack/core');
    const jsc = { target: 'es2022', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } };
    const compiler = rspack({
      mode: 'production',
      devtool: false,
      cache: false,
      performance: false,
      target: ['web', 'es2022'],
      context: root,
      entry: { main: entry },
      output: { path: path.resolve(out), filename: '[name].js', chunkFilename: '[id].[contenthash].js' },
      resolve: { extensions: ['.tsx', '.ts', '.jsx', '.js'] },
      module: { rules: [{ test: /\.tsx?$/, use: [{ loader: 'builtin:swc-loader', options: { jsc } }] }] },
    });
    const stats = await new Promise((resolve, reject) => compiler.run((error, stats) => (error ? reject(error) : resolve(stats))));
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
    await new Promise((resolve) => compiler.close(resolve));
  },

  async rolldown() {
    const { rolldown } = await import('rolldown');
    const bundle = await rolldown({
      cwd: root,
      input: { main: entry },
      platform: 'browser',
      treeshake: true,
      transform: { target: 'es2022', jsx: { runtime: 'automatic' }, define: { 'process.env.NODE_ENV': '"production"' } },
      onwarn() {},
    });
    await bundle.write({ dir: path.resolve(out), format: 'esm', minify: true, entryFileNames: '[name].js', chunkFileNames: '[name].[hash].js' });
    await bundle.close();
  },
};

await builders[tool]();
