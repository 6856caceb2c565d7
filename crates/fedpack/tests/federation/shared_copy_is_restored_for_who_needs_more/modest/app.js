import { one, count } from 'lib';
export { one, count };
