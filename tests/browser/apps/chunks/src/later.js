export const text = 'prefetched chunk';
