interface Remote {
  name: string;
  origin: string;
}

const remotes: Remote[] = [
  { name: 'catalog', origin: 'http://localhost:4101' },
  { name: 'checkout', origin: 'http://localhost:4102' },
];

/** `name@address`, as the container publishes itself under its name once its script has run. */
function addressOf({ name, origin }: Remote): [string, string] {
  return [name, `${name}@${origin}/remoteEntry.js`];
}

export default {
  mode: 'production' as const,
  devtool: 'source-map' as const,
  entry: { main: './src/index.ts' },
  output: {
    path: 'dist',
    publicPath: 'auto',
    uniqueName: 'shell',
    filename: '[name].[contenthash:8].js',
    clean: true,
  },
  define: {
    __SHOP_SINCE__: JSON.stringify(2019),
  },
  html: {
    template: './src/index.html',
  },
  federation: {
    name: 'shell',
    remotes: Object.fromEntries(remotes.map(addressOf)),
    shared: {
      react: { singleton: true },
      'react-dom': { singleton: true },
      'react-router': { singleton: true },
      zustand: { singleton: true },
      'date-fns': {},
    },
  },
};
