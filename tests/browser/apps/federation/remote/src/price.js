import { version } from 'lib';

export const price = () => `9.99 by the remote, with lib ${version}`;
