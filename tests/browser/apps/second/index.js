globalThis.second = () => import('./lazy.js').then(({ text }) => text);
