import acornBoard from '@/images/acorn-board.png';
import dawnPourOver from '@/images/dawn-pour-over.png';
import driftVase from '@/images/drift-vase.png';
import emberLamp from '@/images/ember-lamp.png';
import fernPlanter from '@/images/fern-planter.png';
import heathThrow from '@/images/heath-throw.png';
import hushClock from '@/images/hush-clock.png';
import larderJar from '@/images/larder-jar.png';
import mossMug from '@/images/moss-mug.png';
import ridgeTeapot from '@/images/ridge-teapot.png';
import tideTowels from '@/images/tide-towels.png';
import wickCandle from '@/images/wick-candle.png';

export type Category = 'kitchen' | 'table' | 'living' | 'textiles';
export type Material = 'stoneware' | 'oak' | 'linen' | 'glass' | 'brass' | 'wool';

export interface Finish {
  name: string;
  colour: string;
}

export interface Product {
  slug: string;
  name: string;
  line: string;
  story: string;
  category: Category;
  material: Material;
  /** Cents. */
  price: number;
  finishes: readonly [Finish, ...Finish[]];
  image: string;
  /** ISO day of its first appearance in the shop. */
  since: string;
  rating: number;
  reviews: number;
  /** Pieces in the workshop's store room. */
  stock: number;
  featured: boolean;
  size: string;
}

export const categories: Readonly<Record<Category, string>> = {
  kitchen: 'Kitchen',
  table: 'Table',
  living: 'Living',
  textiles: 'Textiles',
};

export const products: readonly Product[] = [
  {
    slug: 'moss-mug',
    name: 'Moss Mug',
    line: 'A quarter litre, two glazes',
    story:
      'Thrown in Hebden, dipped twice: moss above, oat below. The handle takes three fingers, the foot stays unglazed so that it never slides on a wet table.',
    category: 'table',
    material: 'stoneware',
    price: 2400,
    finishes: [
      { name: 'Moss', colour: '#6f8568' },
      { name: 'Slate', colour: '#5b6670' },
      { name: 'Oat', colour: '#ddd2be' },
    ],
    image: mossMug,
    since: '2025-03-14',
    rating: 4.8,
    reviews: 212,
    stock: 48,
    featured: true,
    size: '9 × 9 cm, 250 ml',
  },
  {
    slug: 'ridge-teapot',
    name: 'Ridge Teapot',
    line: 'Pours without a drop',
    story:
      'Three fine ridges run around the belly, where a potter’s thumb would rest. The spout was redrawn eleven times until the last drop stayed inside.',
    category: 'table',
    material: 'stoneware',
    price: 6800,
    finishes: [
      { name: 'Brick', colour: '#b4583a' },
      { name: 'Ink', colour: '#33404d' },
    ],
    image: ridgeTeapot,
    since: '2024-10-02',
    rating: 4.7,
    reviews: 96,
    stock: 12,
    featured: true,
    size: '22 × 14 cm, 900 ml',
  },
  {
    slug: 'dawn-pour-over',
    name: 'Dawn Pour-Over',
    line: 'Coffee for two, no hurry',
    story:
      'One piece of glass, a collar of oak and nothing that could break down. It wants four minutes and gives two good cups.',
    category: 'kitchen',
    material: 'glass',
    price: 5200,
    finishes: [{ name: 'Clear', colour: '#e3eef0' }],
    image: dawnPourOver,
    since: '2026-09-18',
    rating: 4.9,
    reviews: 41,
    stock: 20,
    featured: true,
    size: '13 × 21 cm, 600 ml',
  },
  {
    slug: 'larder-jar',
    name: 'Larder Jar',
    line: 'Keeps oats dry',
    story: 'A jar with a turned lid and a label to write on. The pencil comes with it and rubs off again.',
    category: 'kitchen',
    material: 'glass',
    price: 1900,
    finishes: [
      { name: 'Beech lid', colour: '#c08f52' },
      { name: 'Smoked lid', colour: '#5c4630' },
    ],
    image: larderJar,
    since: '2025-06-20',
    rating: 4.5,
    reviews: 133,
    stock: 90,
    featured: false,
    size: '11 × 17 cm, 1.1 l',
  },
  {
    slug: 'acorn-board',
    name: 'Acorn Board',
    line: 'One plank, oiled by hand',
    story:
      'Cut from a single plank of oak that fell in a storm. Bread on one side, tomatoes on the other, and a hole to hang it up by.',
    category: 'kitchen',
    material: 'oak',
    price: 4400,
    finishes: [
      { name: 'Oiled', colour: '#c38f55' },
      { name: 'Smoked', colour: '#6b4c2f' },
    ],
    image: acornBoard,
    since: '2024-04-11',
    rating: 4.6,
    reviews: 158,
    stock: 31,
    featured: false,
    size: '24 × 38 × 2 cm',
  },
  {
    slug: 'heath-throw',
    name: 'Heath Throw',
    line: 'Lambswool, woven in the Borders',
    story:
      'The colour of heather at the end of August. Wide enough for two people and a dog, heavy enough to stay where you put it.',
    category: 'textiles',
    material: 'wool',
    price: 12900,
    finishes: [
      { name: 'Heather', colour: '#8b6a80' },
      { name: 'Peat', colour: '#4d4038' },
    ],
    image: heathThrow,
    since: '2026-10-05',
    rating: 4.9,
    reviews: 37,
    stock: 9,
    featured: true,
    size: '150 × 200 cm',
  },
  {
    slug: 'tide-towels',
    name: 'Tide Towels',
    line: 'Two of them, washed soft',
    story: 'Half linen, half cotton: the first dries the glass, the second forgives you for the puddle. Sold in pairs.',
    category: 'textiles',
    material: 'linen',
    price: 3200,
    finishes: [
      { name: 'Sea', colour: '#7f9db0' },
      { name: 'Sand', colour: '#e5dccb' },
    ],
    image: tideTowels,
    since: '2025-05-02',
    rating: 4.4,
    reviews: 88,
    stock: 64,
    featured: false,
    size: '50 × 70 cm each',
  },
  {
    slug: 'ember-lamp',
    name: 'Ember Lamp',
    line: 'Light to read by',
    story:
      'A linen shade on a brass stem that will darken where you touch it. The cord pull clicks once, softly, so nobody wakes up.',
    category: 'living',
    material: 'brass',
    price: 14800,
    finishes: [
      { name: 'Brass', colour: '#c79a4a' },
      { name: 'Bronze', colour: '#6e4f2c' },
    ],
    image: emberLamp,
    since: '2024-11-22',
    rating: 4.8,
    reviews: 64,
    stock: 7,
    featured: true,
    size: '28 × 44 cm',
  },
  {
    slug: 'drift-vase',
    name: 'Drift Vase',
    line: 'For one branch or ten',
    story: 'A narrow neck holds a single stem upright; a full belly keeps it from falling. The band is brushed on wet clay.',
    category: 'living',
    material: 'stoneware',
    price: 5600,
    finishes: [
      { name: 'Chalk', colour: '#d9d3c8' },
      { name: 'Fog', colour: '#9aa5a8' },
    ],
    image: driftVase,
    since: '2026-02-27',
    rating: 4.6,
    reviews: 52,
    stock: 17,
    featured: false,
    size: '16 × 26 cm',
  },
  {
    slug: 'fern-planter',
    name: 'Fern Planter',
    line: 'With a saucer that hides',
    story: 'The saucer sits inside the foot, so the plant drinks and the windowsill does not. Fern not included, sadly.',
    category: 'living',
    material: 'stoneware',
    price: 3900,
    finishes: [
      { name: 'Oat', colour: '#cfbfa7' },
      { name: 'Moss', colour: '#6f8568' },
    ],
    image: fernPlanter,
    since: '2026-04-16',
    rating: 4.3,
    reviews: 29,
    stock: 0,
    featured: false,
    size: '20 × 17 cm',
  },
  {
    slug: 'hush-clock',
    name: 'Hush Clock',
    line: 'Sweeps, does not tick',
    story: 'An oak rim, a paper face and a movement that glides. You will hear the rain instead.',
    category: 'living',
    material: 'oak',
    price: 7900,
    finishes: [
      { name: 'Oak', colour: '#b07c46' },
      { name: 'Ebonised', colour: '#2e2a27' },
    ],
    image: hushClock,
    since: '2025-09-09',
    rating: 4.7,
    reviews: 73,
    stock: 22,
    featured: false,
    size: '30 cm across',
  },
  {
    slug: 'wick-candle',
    name: 'Wick Candle',
    line: 'Cedar, smoke and orange peel',
    story: 'Forty hours of a small warm light. When it is over, the glass becomes a tumbler: that is why it is this shape.',
    category: 'living',
    material: 'glass',
    price: 2800,
    finishes: [
      { name: 'Cedar', colour: '#dcb994' },
      { name: 'Fig', colour: '#7d6a83' },
    ],
    image: wickCandle,
    since: '2026-10-29',
    rating: 4.5,
    reviews: 18,
    stock: 55,
    featured: false,
    size: '8 × 10 cm, 40 h',
  },
];

export function findProduct(slug: string): Product | undefined {
  return products.find((product) => product.slug === slug);
}
