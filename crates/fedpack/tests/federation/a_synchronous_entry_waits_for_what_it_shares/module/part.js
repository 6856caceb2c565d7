export { version } from 'lib';
export { default as thing } from 'remote/Thing';
