export * from './m5.mjs';
export const e7 = 1;
