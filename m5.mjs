export * from './m0.mjs';
export const shared2 = 2;
