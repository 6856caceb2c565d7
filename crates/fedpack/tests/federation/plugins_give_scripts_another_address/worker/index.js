import { loadRemote } from '@module-federation/runtime';

self.loaded = loadRemote('shop/List');
