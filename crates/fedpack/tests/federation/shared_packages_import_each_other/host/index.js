export const own = () => import('./page.js').then(({ seen }) => seen);
export const remote = () => import('remote/page').then(({ seen }) => seen);
