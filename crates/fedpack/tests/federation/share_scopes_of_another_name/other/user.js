export { default as otherExtra } from 'extra';
