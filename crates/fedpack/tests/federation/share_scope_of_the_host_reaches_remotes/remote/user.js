import { version } from 'lib';
export const remoteVersion = version;
