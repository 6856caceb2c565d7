const node = (optimization, more) => ({ mode: 'production', target: 'node', optimization, ...more });

/** Options under which everything must do the same. */
export const MODES = {
  development: { mode: 'development', target: 'node' },
  production: node(),
  unminimized: node({ minimize: false }),
  apart: node({ concatenateModules: false }),
  'apart-unminimized': node({ concatenateModules: false, minimize: false }),
  whole: node({ usedExports: false, sideEffects: false, mangleExports: false }),
  lowered: node({}, { target: ['node', 'es2020'] }),
  module: node({}, { experiments: { outputModule: true }, output: { module: true, filename: 'main.mjs', chunkFilename: '[id].mjs' } }),
};

export const isMinified = ({ mode, optimization }) => mode === 'production' && optimization?.minimize !== false;
