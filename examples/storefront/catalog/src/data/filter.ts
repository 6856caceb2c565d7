import countBy from 'lodash-es/countBy';
import sortBy from 'lodash-es/sortBy';
import { type Category, categories, type Product } from './products';

export type Order = 'chosen' | 'new' | 'price' | 'price-down' | 'rating';

export const orders: Readonly<Record<Order, string>> = {
  chosen: 'Our order',
  new: 'Newest first',
  price: 'Price, low to high',
  'price-down': 'Price, high to low',
  rating: 'Best rated',
};

export interface Filter {
  text: string;
  category: Category | null;
  inStock: boolean;
  order: Order;
}

/** The filter is a view of the address, so that a search can be bookmarked and the back button undoes it. */
export function readFilter(params: URLSearchParams): Filter {
  const category = params.get('category');
  const order = params.get('sort');
  return {
    text: params.get('q') ?? '',
    category: isKeyOf(categories, category) ? category : null,
    inStock: params.has('in-stock'),
    order: isKeyOf(orders, order) ? order : 'chosen',
  };
}

function isKeyOf<T extends object>(table: T, key: string | null): key is Extract<keyof T, string> {
  return key !== null && Object.hasOwn(table, key);
}

export function applyFilter(products: readonly Product[], filter: Filter): Product[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = products.filter(
    (product) =>
      (filter.category === null || product.category === filter.category) &&
      (!filter.inStock || product.stock > 0) &&
      words.every((word) => haystack(product).includes(word)),
  );
  return ordered(found, filter.order);
}

export function ordered(products: readonly Product[], order: Order): Product[] {
  switch (order) {
    case 'chosen':
      return sortBy(products, (product) => !product.featured);
    case 'new':
      return sortBy(products, 'since').reverse();
    case 'price':
      return sortBy(products, 'price');
    case 'price-down':
      return sortBy(products, (product) => -product.price);
    case 'rating':
      return sortBy(products, (product) => -product.rating);
  }
}

export function countByCategory(products: readonly Product[]): Partial<Record<Category, number>> {
  return countBy(products, 'category');
}

function haystack(product: Product): string {
  return `${product.name} ${product.line} ${product.material} ${categories[product.category]}`.toLowerCase();
}
