export const text = 'child chunk';
