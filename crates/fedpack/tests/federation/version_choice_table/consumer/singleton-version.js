export { default } from 'k-singleton-version';
