import { light } from './fuse';

interface Fuse {
  length: number;
}

type Result = never;

export function explode(fuse?: Fuse): Result {
  // Types and comments above move these lines in the output.
  return light(fuse?.length ?? 0);
}

export const explodeSoon = (): Result => light(1);
