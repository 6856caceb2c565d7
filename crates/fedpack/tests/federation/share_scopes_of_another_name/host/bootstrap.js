import { id } from 'lib';
import extra from 'extra';
import { remoteId } from 'remote/User';
import { otherExtra } from 'other/User';
export { id, extra, remoteId, otherExtra };
export const scopes = __webpack_share_scopes__;
