import { loadShare, loadShareSync, registerShared } from '@module-federation/runtime';
import { steady } from 'steady';

export { loadShare, loadShareSync, registerShared, steady };
export const start = () => import('./page');
