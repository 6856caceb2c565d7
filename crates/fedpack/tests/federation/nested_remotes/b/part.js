import { id } from 'lib';
export const part = 'part';
export const partLib = id;
