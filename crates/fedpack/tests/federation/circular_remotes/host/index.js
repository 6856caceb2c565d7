export const start = async () => {
  const [a, b] = await Promise.all([import('a/Page'), import('b/Page')]);
  return { a, b, lib: await import('lib') };
};
