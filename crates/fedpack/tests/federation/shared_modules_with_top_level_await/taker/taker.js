// This build has no copy, and does not know that there is something to wait for.
import answer, { answer as named } from 'slow';
import * as all from 'slow';
import { third } from 'shaken';
export const took = [answer(), named(), all.answer(), third()];
