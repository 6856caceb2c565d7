import { version } from 'lib';
export const otherVersion = version;
