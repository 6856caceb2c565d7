// The other one needs the first at once.
import { made } from 'lib';
import { lib as libOfLeft, side as left } from 'left/Side';

export const side = `right of ${left}`;
export const lib = made;
export const isShared = lib === libOfLeft;
