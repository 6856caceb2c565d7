export { default } from 'k-load';
