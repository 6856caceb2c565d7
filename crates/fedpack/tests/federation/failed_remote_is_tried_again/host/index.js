export const gone = () => import('gone/Thing');
