import { id } from 'lib';
import { part, partLib } from 'b/Part';

export const page = `page with ${part}`;
export const pageLib = id;
export { partLib };
