export const start = async () => ({ plain: await import('remote/Plain'), special: await import('remote/Special') });
