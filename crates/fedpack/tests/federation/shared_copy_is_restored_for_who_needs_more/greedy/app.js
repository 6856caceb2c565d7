import standard, { renamed, four, box, one } from 'lib';
export const values = () => [standard, renamed(), four(), box.inside];
export { one };
