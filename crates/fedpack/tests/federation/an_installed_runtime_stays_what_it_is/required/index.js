export { name } from 'dep';
export const entry = () => require('@module-federation/runtime').getRemoteEntry();
