import { third, taken } from 'lib';
export { third, taken };
