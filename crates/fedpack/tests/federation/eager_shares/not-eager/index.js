import { version } from 'lib';
export { version };
