import './local-container.js';

export const late = () => import('late/Thing');
export const there = () => import('there/sub/Thing');
export const root = () => import('there');
export const local = () => import('local/Thing');
