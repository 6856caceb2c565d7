export { far } from 'lib';
