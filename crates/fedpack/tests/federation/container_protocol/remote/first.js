globalThis.evaluated = ['first'];
export const name = 'first';
