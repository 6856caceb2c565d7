import { version } from 'lib';
import { seen as old } from 'old-user';
import { seen as peer } from 'peer-user';
import { remoteVersion } from 'remote/User';
export { version, old, peer, remoteVersion };
