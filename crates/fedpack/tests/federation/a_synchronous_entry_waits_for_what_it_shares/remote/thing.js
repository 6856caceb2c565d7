import { version } from 'lib';

export default `thing with lib ${version}`;
