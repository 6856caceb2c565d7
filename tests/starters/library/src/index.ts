export { Counter } from "./Counter";
export { step, type Step } from "./step";
export const version = "1.0.0";
export default function describe(value: number): string {
  return `counter at ${value}`;
}
