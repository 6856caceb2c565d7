import { version } from 'lib';
import { list } from 'shop/List';

export { list, version };
