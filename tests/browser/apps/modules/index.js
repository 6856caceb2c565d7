export const load = () => import(/* webpackChunkName: "lazy" */ './lazy.js');

globalThis.loadLazy = load;
