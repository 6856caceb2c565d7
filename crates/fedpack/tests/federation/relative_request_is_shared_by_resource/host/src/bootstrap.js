import { store } from './store';
import { store as sameFile } from '../src/store.js';
import { remoteStore } from 'remote/User';
export { store, sameFile, remoteStore };
