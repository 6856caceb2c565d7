export const start = async () => ({ ...(await import('a/Page')), host: (await import('lib')).id });
