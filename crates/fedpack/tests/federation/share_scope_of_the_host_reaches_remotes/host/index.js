export const scope = async () => {
  await __webpack_init_sharing__('team');
  return __webpack_share_scopes__.team;
};
export const start = () => import('./bootstrap');
