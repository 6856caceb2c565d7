import lib from 'lib';
export const value = lib;
export default 'default';
