// No async boundary: the entry waits for what it imports, and for what that awaits.
import { own } from 'remote/Own';
import { taken } from 'remote/Taken';
import answer, { answer as named } from 'slow';

globalThis.started = { own, taken, answers: [answer(), named()] };
