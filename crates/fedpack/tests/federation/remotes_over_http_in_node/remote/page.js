import { owner } from 'lib';

export const render = async (name) => {
  const { details } = await import('./details.js');
  return `<h1>${name}</h1><p>${details}, lib of ${owner}</p>`;
};
export const asset = new URL('./picture.svg', import.meta.url).href;
