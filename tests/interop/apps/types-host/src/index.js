globalThis.started = Promise.all([import('lib'), import('remote/Price')]).then(([{ version }, { price }]) => ({
  price: price(),
  version,
}));
