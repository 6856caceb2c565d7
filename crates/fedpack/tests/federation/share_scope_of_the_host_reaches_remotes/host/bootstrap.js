import { version } from 'lib';
import { remoteVersion } from 'remote/User';
export { version, remoteVersion };
