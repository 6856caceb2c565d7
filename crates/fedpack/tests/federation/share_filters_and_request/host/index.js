export const start = async () => {
  const values = await Promise.all([import('lib'), import('lib/a'), import('lib/b'), import('lib/through'), import('old')]);
  return { values: values.map((it) => it.default), scope: __webpack_share_scopes__.default };
};
