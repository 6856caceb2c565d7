import { createElement } from 'react';
import { Frame, first, second } from 'kit';

export { createElement };
export const use = () => [first(), second(), typeof Frame].join();
