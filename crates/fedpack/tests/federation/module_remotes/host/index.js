export const start = async () => {
  const { name, libOfRemote } = await import('remote/Thing');
  const { id } = await import('lib');
  return { name, same: libOfRemote === id };
};
export const lazily = () => import('lazily/Thing');
