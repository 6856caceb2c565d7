export { default } from 'k-singleton';
