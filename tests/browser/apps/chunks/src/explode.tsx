interface Fuse {
  length: number;
}

type Result = never;

export function explode(fuse?: Fuse): Result {
  // Types and comments above move this line in the output.
  throw new Error(`exploded after ${fuse?.length ?? 0} seconds`);
}
