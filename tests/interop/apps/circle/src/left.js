// Exposed by one of two containers that are remotes of each other. This one asks for the other when it is called.
import { made } from 'lib';

export const side = 'left';
export const lib = made;
export const other = async () => (await import('right/Side')).side;
