export { getInstance, loadRemote } from '@module-federation/runtime';
