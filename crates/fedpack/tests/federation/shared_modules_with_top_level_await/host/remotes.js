import { seen } from 'remote/View';
import { pace } from 'remote/Pace';
import { seen as both } from 'remote/Both';
import { took } from 'taker/Taker';
import { later } from 'later/Later';
export { seen, pace, both, took, later };
