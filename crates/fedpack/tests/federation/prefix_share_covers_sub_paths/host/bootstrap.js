import sub from 'lib/sub';
import deep from 'lib/deep/part.js';
import { remoteSub, remoteRoot } from 'remote/User';
export { sub, deep, remoteSub, remoteRoot };
export const scope = __webpack_share_scopes__.default;
