export const start = () => import('lib');
export const instance = __webpack_require__.federation;
