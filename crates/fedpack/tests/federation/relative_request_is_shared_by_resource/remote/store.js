export const store = { owner: 'remote' };
