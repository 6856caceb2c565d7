export { default } from 'plain';
