export { createInstance, getInstance, loadRemote } from '@module-federation/runtime';
export const start = () => import('lib');
