import { util as fromA } from 'a/util';
export const util = `util of b over ${fromA}`;
