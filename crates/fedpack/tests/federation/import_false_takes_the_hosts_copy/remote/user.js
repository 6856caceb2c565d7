import { version } from 'lib';
export const remoteVersion = version;
export const absent = () => import('absent');
