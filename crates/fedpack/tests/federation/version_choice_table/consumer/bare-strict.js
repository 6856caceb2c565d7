export { default } from 'k-bare-strict';
