export const start = () => import('./page');
