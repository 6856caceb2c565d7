import { loadRemote, registerRemotes } from '@module-federation/enhanced/runtime';
import { getInstance } from '@module-federation/runtime';

export const register = (remotes) => registerRemotes(remotes);
export const load = (id) => loadRemote(id);
export const name = () => getInstance().name;
export const start = () => import('./page');
