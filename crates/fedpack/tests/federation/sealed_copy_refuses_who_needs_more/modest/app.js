export { near } from 'lib';
