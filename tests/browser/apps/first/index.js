globalThis.first = () => import('./lazy.js').then(({ text }) => text);
