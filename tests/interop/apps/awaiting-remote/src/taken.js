// The remote has no copy of its own, and does not know that this one awaits.
import { answer } from 'slow';

export const taken = answer();
