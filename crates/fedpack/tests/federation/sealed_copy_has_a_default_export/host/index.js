export const start = () => import('./bootstrap.js');
