export const page = () => import('./page.js');
export const required = () => import('./required.js');
export const remotes = () => import('./remotes.js');
export const view = () => import('remote/View');
