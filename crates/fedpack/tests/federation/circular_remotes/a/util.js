export const util = 'util of a';
