export { loadRemote } from '@module-federation/runtime';
