// Builds a workload with what has no suitable command line: node build.mjs package|rspack|rolldown|rollup DIR OUT
// `package` is fedpack through its npm package. A workload with `"babel": true` has babel-loader on every module.
// The same settings for all: production, minified, no source map, ES2022, split at import(), no cache.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [tool, dir, out] = process.argv.slice(2);
const root = path.resolve(dir);
const { entry, babel, platform = 'browser' } = JSON.parse(readFileSync(path.join(root, 'workload.json'), 'utf8'));

const isProgram = platform === 'node';

/** Options of webpack's form, the same for fedpack and rspack. */
function options() {
  const jsc = { target: 'es2022', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } };
  const swc = { test: /\.tsx?$/, use: [{ loader: 'builtin:swc-loader', options: { jsc } }] };
  return {
    mode: 'production',
    devtool: false,
    cache: false,
    performance: false,
    target: isProgram ? 'node20' : ['web', 'es2022'],
    context: root,
    entry: { main: entry },
    output: { path: path.resolve(out), filename: '[name].js', chunkFilename: '[id].[contenthash].js' },
    resolve: { extensions: ['.tsx', '.ts', '.jsx', '.js'] },
    module: { rules: [babel ? throughBabel() : swc] },
  };
}

/** babel-loader on every module, with a plugin of our own: it cannot be done natively. */
function throughBabel() {
  const loader = fileURLToPath(import.meta.resolve('babel-loader'));
  const presets = ['@babel/preset-typescript', ['@babel/preset-react', { runtime: 'automatic' }]];
  const plugin = fileURLToPath(new URL('./babel_plugin.cjs', import.meta.url));
  return {
    test: /\.[cm]?[jt]sx?$/,
    use: [{ loader, options: { presets: presets.map(resolved), plugins: [plugin], babelrc: false, configFile: false, compact: false } }],
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
      platform,
      treeshake: true,
      transform: { target: 'es2022', jsx: { runtime: 'automatic' }, define: { 'process.env.NODE_ENV': '"production"' } },
      onwarn() {},
    });
    await bundle.write({ dir: path.resolve(out), format: isProgram ? 'cjs' : 'esm', minify: true, entryFileNames: '[name].js', chunkFileNames: '[name].[hash].js' });
    await bundle.close();
  },

  /** For size: rollup finds out more than others about what has no effect, and terser compresses best. */
  async rollup() {
    const { rollup } = await import('rollup');
    const bundle = await rollup({
      input: { main: path.join(root, entry) },
      plugins: rollupPlugins(await plugins()),
      onwarn() {},
    });
    await bundle.write({ dir: path.resolve(out), format: isProgram ? 'cjs' : 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].[hash].js' });
    await bundle.close();
  },
};

/** What rollup needs to read the workloads. */
async function plugins() {
  const names = ['@rollup/plugin-node-resolve', '@rollup/plugin-commonjs', '@rollup/plugin-json', 'esbuild', 'terser'];
  const [resolve, commonjs, json, esbuild, terser] = await Promise.all(names.map((name) => import(name)));
  return { resolve: resolve.default, commonjs: commonjs.default, json: json.default, esbuild, terser };
}

function rollupPlugins({ resolve, commonjs, json, esbuild, terser }) {
  const define = { 'process.env.NODE_ENV': '"production"' };
  return [
    resolve({ browser: !isProgram, preferBuiltins: isProgram, extensions: ['.tsx', '.ts', '.jsx', '.mjs', '.js', '.json'], exportConditions: ['production'] }),
    {
      name: 'types-and-definitions',
      async transform(code, id) {
        const loader = { '.ts': 'ts', '.tsx': 'tsx', '.jsx': 'jsx' }[path.extname(id)];
        if (!loader && !code.includes('process.env.NODE_ENV')) return null;
        const { code: transformed } = await esbuild.transform(code, { loader: loader ?? 'js', define, jsx: 'automatic', target: 'es2022' });
        return { code: transformed, map: null };
      },
    },
    json(),
    // undici asks for it where Node has it; rollup would ask at once.
    commonjs({ ignoreDynamicRequires: true, ignore: (id) => id === 'node:sqlite' }),
    {
      name: 'terser',
      async renderChunk(code) {
        const { code: minified } = await terser.minify(code, { ecma: 2020, module: !isProgram, toplevel: true, compress: { passes: 2 } });
        return { code: minified, map: null };
      },
    },
  ];
}

await builders[tool]();
