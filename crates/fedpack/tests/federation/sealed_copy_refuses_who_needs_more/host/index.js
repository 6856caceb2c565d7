export const start = () => import('./bootstrap');
