import { createElement } from 'react';
import { Label, Tally, third } from 'kit';

export { createElement };
export const use = () => `${third()} ${new Tally().of(['one'])}`;
export const Part = () => createElement(Label, { of: 'greedy' });
