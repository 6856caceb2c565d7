export const load = () => import('./name');
