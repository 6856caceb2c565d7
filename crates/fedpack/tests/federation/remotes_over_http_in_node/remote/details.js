export const details = 'details in a chunk of their own';
