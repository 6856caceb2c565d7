import { own } from 'remote/Own';

globalThis.started = { own };
