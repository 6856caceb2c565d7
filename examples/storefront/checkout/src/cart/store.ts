import type { CartItem, CartLine } from '@storefront/kit/contracts';
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

export const MOST_OF_ONE = 12;

interface CartState {
  lines: CartLine[];
  add: (item: CartItem, quantity?: number) => void;
  setQuantity: (slug: string, finish: string, quantity: number) => void;
  remove: (slug: string, finish: string) => void;
  clear: () => void;
}

const isLine = (slug: string, finish: string) => (line: CartItem) => line.slug === slug && line.finish === finish;

/** The one cart of the page: every application reaches it through `checkout/useCart`. */
export const useCartStore = create<CartState>()(
  persist(
    (set) => ({
      lines: [],
      add: (item, quantity = 1) =>
        set(({ lines }) => {
          const same = isLine(item.slug, item.finish);
          const present = lines.find(same);
          if (present === undefined) return { lines: [...lines, { ...item, quantity }] };
          const total = Math.min(present.quantity + quantity, MOST_OF_ONE);
          return { lines: lines.map((line) => (same(line) ? { ...line, ...item, quantity: total } : line)) };
        }),
      setQuantity: (slug, finish, quantity) =>
        set(({ lines }) => {
          const same = isLine(slug, finish);
          const wanted = Math.min(Math.max(quantity, 0), MOST_OF_ONE);
          if (wanted === 0) return { lines: lines.filter((line) => !same(line)) };
          return { lines: lines.map((line) => (same(line) ? { ...line, quantity: wanted } : line)) };
        }),
      remove: (slug, finish) => set(({ lines }) => ({ lines: lines.filter((line) => !isLine(slug, finish)(line)) })),
      clear: () => set({ lines: [] }),
    }),
    {
      name: 'fieldhouse-cart',
      version: 1,
      storage: createJSONStorage(() => localStorage),
      partialize: ({ lines }) => ({ lines }),
    },
  ),
);
