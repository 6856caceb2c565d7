export const store = { owner: 'host' };
