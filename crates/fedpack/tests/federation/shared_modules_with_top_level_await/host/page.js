import './first.js';
import { twice } from 'above';
import answer, { answer as named } from 'slow';
import * as all from 'slow';
import { kind } from 'calm';
import { kind as turned } from 'turned';
import './last.js';
export const seen = [twice, answer(), named(), all.answer(), kind, turned];
export const later = () => import('slow');
