// Builds a workload with what has no suitable command line: node build.mjs package|rspack|rolldown DIR OUT
// `package` is fedpack through its npm package. A workload with `"babel": true` has babel-loader on every module.
// The same settings for all: production, minified, no source map, ES2022, split at import(), no cache.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [tool, dir, out] = process.argv.slice(2);
const root = path.resolve(dir);
const { entry, babel } = JSON.parse(readFileSync(path.join(root, 'workload.json'), 'utf8'));

/** Options of webpack's form, the same for fedpack and rspack. */
function options() {
  const jsc = { target: 'es2022', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } };
  const swc = { test: /\.tsx?$/, use: [{ loader: 'builtin:swc-loader', options: { jsc } }] };
  const loader = fileURLToPath(import.meta.resolve('babel-loader'));
  const presets = ['@babel/preset-typescript', ['@babel/preset-react', { runtime: 'automatic' }]];
  const plugin = fileURLToPath(new URL('./babel_plugin.cjs', import.meta.url));
  const all = {
    test: /\.[cm]?[jt]sx?$/,
    use: [{ loader, options: { presets: presets.map(resolved), plugins: [plugin], babelrc: false, configFile: false, compact: false } }],
  };
  return {
    mode: 'production',
    devtool: false,
    cache: false,
    performance: false,
    target: ['web', 'es2022'],
    context: root,
    entry: { main: entry },
    output: { path: path.resolve(out), filename: '[name].js', chunkFilename: '[id].[contenthash].js' },
    resolve: { extensions: ['.tsx', '.ts', '.jsx', '.js'] },
    module: { rules: [babel ? all : swc] },
  };
}

/** Presets are found from here, not from the workload. */
function resolved(preset) {
  const [name, its] = [preset].flat();
  const file = fileURLToPath(import.meta.resolve(name));
  return its ? [file, its] : file;
}

/** Builds with a compiler of webpack's form. */
async function built(compiler) {
  const stats = await new Promise((resolve, reject) => compiler.run((error, stats) => (error ? reject(error) : resolve(stats))));
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  await new Promise((resolve) => compiler.close(resolve));
}

const builders = {
  async package() {
    const { default: fedpack } = await import('../packages/fedpack/lib/index.mjs');
    const { cache: _, ...given } = options();
    await built(fedpack(given));
  },

  async rspack() {
    const { rspack } = await import('@rspack/core');
    await built(rspack(options()));
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
