// Draws the pictures of the shop: `node art/draw.mjs`. Wants `playwright-core`, `sharp` and Chromium, which the shop
// itself does not need; the results are in the repository.

import { mkdir, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { productSvg, products, shelfSvg, swatches } from './products.mjs';

const root = new URL('..', import.meta.url);
const images = new URL('catalog/src/images/', root);
const textures = new URL('catalog/src/swatches/', root);
await Promise.all([mkdir(images, { recursive: true }), mkdir(textures, { recursive: true })]);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

/** Rasterises one drawing and reduces it to a palette, which flat art survives. */
async function save(svg, size, file, colours) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  const picture = await page.screenshot();
  await page.close();
  await sharp(picture).png({ palette: true, colours, dither: 0.4, effort: 10 }).toFile(file);
}

for (const [name, product] of Object.entries(products)) {
  await save(productSvg(product), 560, new URL(`${name}.png`, images).pathname, 96);
}
for (const [name, svg] of Object.entries(swatches)) {
  await save(svg, 64, new URL(`${name}.png`, textures).pathname, 48);
}
await writeFile(new URL('shell/src/assets/shelf.svg', root), shelfSvg());
await browser.close();
