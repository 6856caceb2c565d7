export const gone = () => import('gone/Thing');
export const broken = () => import('broken/Thing');
export const fine = () => import('fine/Thing');
export const lib = () => import('lib');
