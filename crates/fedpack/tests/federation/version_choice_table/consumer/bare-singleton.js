export { default } from 'k-bare-singleton';
