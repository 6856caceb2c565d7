export { thing, version } from './part.js';
