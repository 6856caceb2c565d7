import { list } from 'shop/List';
import { version } from 'lib';

export { list, version };
