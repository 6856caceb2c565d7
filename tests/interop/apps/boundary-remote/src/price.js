import { version } from 'lib';

export const price = () => `9.99 by the remote, with lib ${version}`;
export const render = async (name) => (await import('./render.js')).render(name);
