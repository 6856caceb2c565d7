import * as lib from 'lib';
import widget, { libFromRemote, lazy } from 'remote/Widget';

export { lib, widget, libFromRemote, lazy };
export const again = () => import('remote/Widget');
