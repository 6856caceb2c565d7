export const text = 'lazy chunk of a module build';
