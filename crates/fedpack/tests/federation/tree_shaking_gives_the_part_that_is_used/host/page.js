import { first } from 'lib';
export { first };
export const modest = () => import('modest/View');
export const greedy = () => import('greedy/View');
export const scope = __webpack_share_scopes__.default;
