import { name } from 'lib';
import { name as spare } from 'spare';
export const own = [name, spare];
