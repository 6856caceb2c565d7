import { owner } from 'lib';
import { version } from 'tool';

export const thing = `lib of ${owner}, tool ${version}`;
