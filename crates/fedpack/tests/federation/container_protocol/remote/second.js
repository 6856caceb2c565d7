globalThis.evaluated.push('second');
export const name = 'second';
