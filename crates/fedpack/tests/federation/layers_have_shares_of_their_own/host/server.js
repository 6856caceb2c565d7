export const start = () => import('lib').then((lib) => ({ lib, scopes: __webpack_share_scopes__ }));
