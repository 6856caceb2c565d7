// No asynchronous boundary: the share is in the entry chunk.
import { version } from 'lib';
export { version };
