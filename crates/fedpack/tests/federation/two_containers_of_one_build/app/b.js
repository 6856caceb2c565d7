export const name = 'b';
export const other = () => import('first/A');
