import { one, bump } from 'lib';
export { one, bump };
export const modest = () => import('modest/App');
export const greedy = () => import('greedy/App');
export const stranger = () => import('stranger/App');
export const scope = __webpack_share_scopes__.default;
