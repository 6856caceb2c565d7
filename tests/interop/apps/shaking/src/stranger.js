import { createElement } from 'react';
import * as kit from 'kit';

export { createElement };
export const use = () => `${Object.keys(kit).sort().join()} ${kit.visits()}`;
export const Part = () => createElement(kit.Label, { of: 'stranger' });
