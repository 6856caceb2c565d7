export const own = await Promise.resolve('what the remote awaited');
