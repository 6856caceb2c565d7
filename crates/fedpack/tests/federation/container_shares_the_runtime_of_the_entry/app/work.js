import { version } from 'lib';
import { otherVersion } from 'other/User';
import { ownVersion } from 'own/state';
export { version, otherVersion, ownVersion };
