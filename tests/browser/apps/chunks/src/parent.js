export const child = () => import(/* webpackChunkName: "child", webpackPreload: true */ './child.js');
