import lib from 'lib';
import { user } from 'remote/User';
export const work = (name) => {
  globalThis.seen = { ...globalThis.seen, [name]: [lib, user] };
};
