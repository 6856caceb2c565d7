type Seconds = number;

export function light(seconds: Seconds): never {
  throw new Error(`exploded after ${seconds} seconds`);
}
