export const start = async () => {
  const { lib: edge } = await import('./edge.js');
  const lib = await import('lib');
  const { lib: rim } = await import('./rim.js');
  return { lib, edge, rim };
};
