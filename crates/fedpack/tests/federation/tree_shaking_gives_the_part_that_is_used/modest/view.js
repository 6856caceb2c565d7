import { second } from 'lib';
export { second };
