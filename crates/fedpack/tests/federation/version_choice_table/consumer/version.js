export { default } from 'k-version';
