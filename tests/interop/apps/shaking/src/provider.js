import { createElement } from 'react';
import { first } from 'kit';

export { createElement };
export const use = () => `provides a ${typeof first}`;
