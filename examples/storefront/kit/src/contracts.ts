// What the applications promise each other. Both sides of every remote import are checked against these types.

import type { ComponentType } from 'react';

export interface ProductListProps {
  heading?: string;
  /** Search, filters and sorting, kept in the address. */
  controls?: boolean;
  limit?: number;
  /** Products that the visitor has seen already, by slug. */
  exclude?: readonly string[];
  /** The editors' choice, or the latest arrivals. */
  pick?: 'featured' | 'new';
}

export interface ProductPageProps {
  slug: string;
}

export interface CartItem {
  slug: string;
  name: string;
  finish: string;
  /** Cents for one piece. */
  price: number;
  image: string;
}

export interface CartLine extends CartItem {
  quantity: number;
}

export interface CartApi {
  lines: readonly CartLine[];
  /** Pieces, not lines. */
  count: number;
  subtotal: number;
  add: (item: CartItem, quantity?: number) => void;
  setQuantity: (slug: string, finish: string, quantity: number) => void;
  remove: (slug: string, finish: string) => void;
  clear: () => void;
}

export type ProductList = ComponentType<ProductListProps>;
export type ProductPage = ComponentType<ProductPageProps>;
export type Cart = ComponentType;
export type UseCart = () => CartApi;
