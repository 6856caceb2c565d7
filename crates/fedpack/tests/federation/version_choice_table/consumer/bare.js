export { default } from 'k-bare';
