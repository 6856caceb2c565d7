export { default } from 'single';
