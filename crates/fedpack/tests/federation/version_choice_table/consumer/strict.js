export { default } from 'k-strict';
