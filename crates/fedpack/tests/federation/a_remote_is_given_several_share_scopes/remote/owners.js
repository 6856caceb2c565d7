import { owner as icons } from 'icons';
import { owner as ui } from 'ui';

export const owners = { icons, ui };
export const scopes = __webpack_share_scopes__;
