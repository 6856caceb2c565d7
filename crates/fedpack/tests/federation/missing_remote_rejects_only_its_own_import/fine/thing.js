export const thing = 'fine';
