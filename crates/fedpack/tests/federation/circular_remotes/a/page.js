import { id } from 'lib';
export const lib = id;
export const name = 'page of a';
export const other = async () => (await import('b/util')).util;
