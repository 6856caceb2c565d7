export const name = 'a';
export const other = () => import('second/B');
