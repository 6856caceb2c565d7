export const text = 'lazy of the first build';
