import { twice } from 'above';
import { answer } from 'slow';
import { kind } from 'turned';
import { kind as calm } from 'calm';
export const seen = [twice, answer(), kind, calm];
