import { answer } from 'slow';
export const later = answer();
