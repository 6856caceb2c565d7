export const start = () => __webpack_init_sharing__('default');
export const scope = () => __webpack_share_scopes__.default;
export const own = () => import('./own.js');
