import { useEffect, useRef, useState } from 'react';
import type { SetURLSearchParams } from 'react-router';
import { countByCategory, type Filter, type Order, orders } from '@/data/filter';
import { type Category, categories, products } from '@/data/products';
import * as styles from './Controls.module.css';

interface Props {
  filter: Filter;
  shown: number;
  onChange: SetURLSearchParams;
}

const counts = countByCategory(products);

export function Controls({ filter, shown, onChange }: Props) {
  const set = (name: string, value: string | null) =>
    onChange(
      (params) => {
        if (value === null || value === '') params.delete(name);
        else params.set(name, value);
        return params;
      },
      { replace: true, preventScrollReset: true },
    );

  const [inStock, showInStock] = useMirrored(filter.inStock);
  const [order, showOrder] = useMirrored(filter.order);
  const search = useRef<HTMLInputElement>(null);

  // The box belongs to whoever types in it; only while nobody does, it follows the address.
  useEffect(() => {
    const box = search.current;
    if (box !== null && box !== document.activeElement) box.value = filter.text;
  }, [filter.text]);

  return (
    <div className={styles.controls}>
      <div className={styles.categories} role="group" aria-label="Category">
        <Chip label="Everything" count={products.length} on={filter.category === null} onClick={() => set('category', null)} />
        {Object.entries(categories).map(([category, label]) => (
          <Chip
            key={category}
            label={label}
            count={counts[category as Category] ?? 0}
            on={filter.category === category}
            onClick={() => set('category', category)}
          />
        ))}
      </div>
      <div className={styles.row}>
        <label className={styles.search}>
          <span className="visually-hidden">Search the catalog</span>
          <input
            ref={search}
            type="search"
            placeholder="Search: linen, lamp, tea…"
            defaultValue={filter.text}
            onChange={(event) => set('q', event.target.value)}
          />
        </label>
        <label className={styles.stock}>
          <input
            type="checkbox"
            checked={inStock}
            onChange={(event) => {
              showInStock(event.target.checked);
              set('in-stock', event.target.checked ? '1' : null);
            }}
          />
          In stock
        </label>
        <label className={styles.sort}>
          <span className="visually-hidden">Sort by</span>
          <select
            value={order}
            onChange={(event) => {
              const chosen = event.target.value as Order;
              showOrder(chosen);
              set('sort', chosen === 'chosen' ? null : chosen);
            }}
          >
            {Object.entries(orders).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className={styles.count} role="status" data-testid="product-count">
        {shown} {shown === 1 ? 'product' : 'products'}
      </p>
    </div>
  );
}

/** Shows a choice at once; the router takes its time until the address says the same. */
function useMirrored<T>(value: T): [T, (shown: T) => void] {
  const [shown, setShown] = useState(value);
  useEffect(() => setShown(value), [value]);
  return [shown, setShown];
}

function Chip({ label, count, on, onClick }: { label: string; count: number; on: boolean; onClick: () => void }) {
  return (
    <button type="button" className={on ? styles.chipOn : styles.chip} aria-pressed={on} onClick={onClick}>
      {label} <span className={styles.chipCount}>{count}</span>
    </button>
  );
}
