export { store as remoteStore } from './store';
