import { used as inferred } from 'inferred';
import { used as calculated } from 'calculated';
import { used as single } from 'single';
export { inferred, calculated, single };
export const greedy = () => import('greedy/View');
export const scope = __webpack_share_scopes__.default;
export const { usedExports } = __webpack_require__.federation;
