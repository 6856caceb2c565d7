export const thing = 'from the second address';
