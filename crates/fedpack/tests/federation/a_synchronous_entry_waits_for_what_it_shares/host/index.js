import { thing, version } from './part.js';

globalThis.started = { thing, version };
