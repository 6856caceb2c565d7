import { owner } from 'lib';

export const text = `lazy chunk of the remote, lib of ${owner}`;
