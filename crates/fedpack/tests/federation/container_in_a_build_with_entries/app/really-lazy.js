import lib from 'lib';
export const text = `lazy with ${lib.name}`;
