export { preloadRemote } from '@module-federation/runtime';
