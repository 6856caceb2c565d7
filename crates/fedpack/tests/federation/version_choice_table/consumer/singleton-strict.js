export { default } from 'k-singleton-strict';
