import { version } from 'lib';
import { price } from 'worker/Price';

postMessage({ price: price(), version });
