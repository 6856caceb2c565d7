import { name as other } from 'a/page';
await 0;
export function name() {
  return 'b';
}
export const both = () => `b+${other()}`;
