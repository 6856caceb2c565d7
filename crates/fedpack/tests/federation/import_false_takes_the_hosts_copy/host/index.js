export const start = () => import('remote/User');
export const use = () => import('lib');
