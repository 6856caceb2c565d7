import { name } from 'lib';
export const helper = () => name;
