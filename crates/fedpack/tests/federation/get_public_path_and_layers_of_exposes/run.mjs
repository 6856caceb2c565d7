import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

globalThis.company = 'example';
const require = createRequire(import.meta.url);
const { plain, special } = await require('./host/dist/main.js').start();
// One file, twice: each layer has its own shares.
assert.equal(plain.id, 'the plain copy');
assert.equal(special.id, 'the copy of the layer');
// The public path is computed when the container starts, and the manifest passes the code on.
assert.match(plain.picture, /^https:\/\/example\.test\/[0-9a-f]+\.svg$/);
const { metaData } = JSON.parse(readFileSync(new URL('./remote/dist/mf-manifest.json', import.meta.url), 'utf8'));
assert.equal(new Function(metaData.getPublicPath)(), 'https://example.test/');
assert.equal('publicPath' in metaData, false);
done();
