import * as lib from 'lib';

export default function widget() {
  return `widget with lib ${lib.version} of ${lib.owner}`;
}
export const libFromRemote = lib;
export const lazy = () => import('./lazy.js');
