import { version } from 'lib';
import { remoteVersion } from 'remote/Info';

export { version, remoteVersion };
