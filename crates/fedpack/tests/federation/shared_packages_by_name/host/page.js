import { thing } from 'remote/Thing';
import { owner } from 'lib';
import { version } from 'tool';

export { owner, thing, version };
