export const start = () => import('./src/bootstrap');
