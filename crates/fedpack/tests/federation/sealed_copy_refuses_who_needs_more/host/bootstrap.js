export { near } from 'lib';
export const modest = () => import('modest/App');
export const greedy = () => import('greedy/App');
export const stranger = () => import('stranger/App');
