export const start = async () => ({
  root: (await import('@scope/pkg')).name,
  deep: (await import('@scope/pkg/deep')).name,
  renamed: (await import('renamed')).name,
  scope: __webpack_share_scopes__.default,
});
