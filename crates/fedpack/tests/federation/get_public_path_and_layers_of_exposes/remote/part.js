import { id } from 'lib';

export { id };
export const picture = new URL('./picture.svg', import.meta.url).href;
