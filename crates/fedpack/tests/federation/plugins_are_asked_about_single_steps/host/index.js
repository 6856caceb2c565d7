export { loadRemote } from '@module-federation/runtime';
export const start = () => import('shop/Page');
