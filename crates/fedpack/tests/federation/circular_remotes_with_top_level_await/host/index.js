export const b = () => import('b/page');
