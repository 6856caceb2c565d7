import * as lib from 'lib';
export const names = Object.keys(lib).sort();
export const two = lib.two;
export { lib };
