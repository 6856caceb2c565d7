import { both } from 'left';
import { both as other } from 'right';
import { name } from 'alone';
export const seen = [both(), other(), name()];
