import { id } from 'lib';
export const libOfRemote = id;
export const name = 'thing of a module container';
