const deployment = {
  catalog: 'http://localhost:4101',
};

export default {
  mode: 'production',
  devtool: 'source-map',
  entry: { main: './src/index.ts' },
  output: {
    path: 'dist',
    publicPath: 'auto',
    uniqueName: 'checkout',
    filename: '[name].[contenthash:8].js',
    clean: true,
  },
  html: {
    template: './src/index.html',
  },
  federation: {
    name: 'checkout',
    filename: 'remoteEntry.js',
    exposes: {
      './Cart': './src/cart/Cart.tsx',
      './useCart': './src/cart/useCart.ts',
      './versions': './src/versions.ts',
    },
    remotes: {
      catalog: `catalog@${deployment.catalog}/remoteEntry.js`,
    },
    shared: {
      react: { singleton: true },
      'react-dom': { singleton: true },
      'react-router': { singleton: true },
      zustand: { singleton: true },
      'date-fns': {},
      'lodash-es/': {},
    },
  },
};
