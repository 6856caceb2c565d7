export const start = async () => ({ state: (await import('./state.js')).state, lib: (await import('lib')).default });
