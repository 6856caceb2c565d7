import { name } from 'lib';
export const later = name;
