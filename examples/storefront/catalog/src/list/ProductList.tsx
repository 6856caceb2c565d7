import type { ProductListProps } from '@storefront/kit/contracts';
import { useSearchParams } from 'react-router';
import { applyFilter, ordered, readFilter } from '@/data/filter';
import { products } from '@/data/products';
import { Controls } from './Controls';
import { ProductCard } from './ProductCard';
import * as styles from './ProductList.module.css';

export default function ProductList({ heading, controls = false, limit, exclude = [], pick }: ProductListProps) {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const offered = products.filter((product) => !exclude.includes(product.slug));
  const chosen = controls ? applyFilter(offered, filter) : picked(offered, pick);
  const shown = chosen.slice(0, limit);
  const Heading = controls ? 'h1' : 'h2';

  return (
    <section className={styles.list} aria-label={heading ?? 'Products'} data-app="catalog">
      {heading !== undefined && <Heading className={styles.heading}>{heading}</Heading>}
      {controls && <Controls filter={filter} shown={shown.length} onChange={setParams} />}
      {shown.length === 0 ? (
        <p className={styles.none}>
          Nothing fits.{' '}
          <button type="button" className={styles.reset} onClick={() => setParams({}, { preventScrollReset: true })}>
            Show everything
          </button>
        </p>
      ) : (
        <ul className={styles.grid}>
          {shown.map((product) => (
            <li key={product.slug}>
              <ProductCard product={product} level={controls ? 'h2' : 'h3'} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function picked(offered: typeof products, pick: ProductListProps['pick']) {
  if (pick === 'new') return ordered(offered, 'new');
  const list = ordered(offered, 'chosen').filter((product) => product.stock > 0);
  return pick === 'featured' ? list.filter((product) => product.featured) : list;
}
