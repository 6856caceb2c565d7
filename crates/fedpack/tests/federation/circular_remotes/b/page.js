import { id } from 'lib';
import { util } from 'a/util';
export const lib = id;
export const name = `page of b with ${util}`;
