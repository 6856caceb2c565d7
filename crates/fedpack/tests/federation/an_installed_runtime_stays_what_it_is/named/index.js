import { getRemoteEntry } from '@module-federation/runtime';
export { name } from './name';
export const entry = () => getRemoteEntry();
