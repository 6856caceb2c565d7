export const unknown = () => import('remote/Nothing');
export const known = () => import('remote/Thing');
