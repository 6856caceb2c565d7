import { version } from 'lib';
export const ownVersion = version;
