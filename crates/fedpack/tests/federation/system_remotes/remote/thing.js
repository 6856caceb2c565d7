export const name = 'thing of a System container';
