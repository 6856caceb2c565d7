export const text = 'lazy of the second build';
