import { items, version as storeVersion } from 'store';

export { storeVersion };
export const add = (item) => items.push(item);
