import { name as other } from 'b/page';
export function name() {
  return 'a';
}
export const both = () => `a+${other()}`;
