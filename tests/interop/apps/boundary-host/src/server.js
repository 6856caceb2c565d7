// Rendering on a server: no async boundary, a remote over HTTP with a chunk of its own.
import { version } from 'lib';
import { price, render } from 'remote/Price';

export const page = render(version).then((html) => ({ html, price: price(), version }));
