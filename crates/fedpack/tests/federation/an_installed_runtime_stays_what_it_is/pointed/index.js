import { getInstance } from '@module-federation/runtime';
export const name = () => getInstance().name;
