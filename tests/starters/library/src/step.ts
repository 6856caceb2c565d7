export interface Step {
  by: number;
  limit?: number;
}

export function step(value: number, { by, limit = Infinity }: Step): number {
  return Math.min(value + by, limit);
}
