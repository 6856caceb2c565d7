export const start = async () => {
  const lib = await import('lib');
  const { lib: layered } = await import('./layered.js');
  return { lib, layered, scopes: __webpack_share_scopes__ };
};
