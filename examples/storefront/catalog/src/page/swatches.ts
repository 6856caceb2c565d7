import type { Material } from '@/data/products';

// Written as URLs, not imports: both ways of naming an asset have to work in a remote.
const swatches: Readonly<Record<Material, URL>> = {
  stoneware: new URL('../swatches/stoneware.png', import.meta.url),
  oak: new URL('../swatches/oak.png', import.meta.url),
  linen: new URL('../swatches/linen.png', import.meta.url),
  glass: new URL('../swatches/glass.png', import.meta.url),
  brass: new URL('../swatches/brass.png', import.meta.url),
  wool: new URL('../swatches/wool.png', import.meta.url),
};

export function swatchOf(material: Material): string {
  return swatches[material].href;
}
