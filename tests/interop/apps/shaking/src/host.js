import('./page.js').then(({ run }) => run()).then(
  (result) => { globalThis.result = result; },
  (error) => { globalThis.result = { failed: String(error?.stack ?? error) }; },
);
