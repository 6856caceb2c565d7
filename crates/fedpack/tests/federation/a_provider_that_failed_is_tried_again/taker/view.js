import { helper } from './helper.js';
export const view = helper();
export const later = () => import('./later.js');
