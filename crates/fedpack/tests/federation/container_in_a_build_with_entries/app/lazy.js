export const load = () => import('./really-lazy.js');
