export { default as user } from 'lib';
