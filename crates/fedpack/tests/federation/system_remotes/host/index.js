export const start = () => import('remote/Thing').then(({ name }) => name);
