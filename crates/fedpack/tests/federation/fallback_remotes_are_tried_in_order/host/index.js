export const start = () => import('remote/Thing');
export const nowhere = () => import('nowhere/Thing');
