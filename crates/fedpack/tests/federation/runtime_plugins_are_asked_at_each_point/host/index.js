export { getInstance, loadRemote, registerGlobalPlugins } from '@module-federation/runtime';
export const start = () => import('./page');
