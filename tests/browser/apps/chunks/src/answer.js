export const answer = 'from a lazy chunk of the worker';
