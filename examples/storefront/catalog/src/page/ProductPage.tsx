import type { ProductPageProps } from '@storefront/kit/contracts';
import { formatMoney } from '@storefront/kit/money';
import { addDays, format, parseISO } from 'date-fns';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { AddToCart } from '@/cart/AddToCart';
import { ordered } from '@/data/filter';
import { categories, findProduct, type Product, products } from '@/data/products';
import { ProductCard } from '@/list/ProductCard';
import { Stars } from '@/list/Stars';
import { CareGuide } from './CareGuide';
import * as styles from './ProductPage.module.css';
import { swatchOf } from './swatches';

const Reviews = lazy(() => import(/* webpackChunkName: "reviews" */ './Reviews'));

const WORKSHOP_DAYS = 3;

export default function ProductPage({ slug }: ProductPageProps) {
  const product = findProduct(slug);
  if (product === undefined) {
    return (
      <section className={styles.missing} data-app="catalog">
        <h1>We do not make this any more.</h1>
        <p>
          Or we never did. <Link to="/shop">See what we make</Link>.
        </p>
      </section>
    );
  }
  return <Details key={slug} product={product} />;
}

function Details({ product }: { product: Product }) {
  const [finish, setFinish] = useState(product.finishes[0]);
  const [readingReviews, setReadingReviews] = useState(false);

  return (
    <article className={styles.page} data-app="catalog">
      <nav className={styles.crumbs} aria-label="Where you are">
        <Link to="/shop">Shop</Link>
        <span aria-hidden="true">/</span>
        <Link to={`/shop?category=${product.category}`}>{categories[product.category]}</Link>
      </nav>
      <div className={styles.columns}>
        <img className={styles.picture} src={product.image} alt={`${product.name}: ${product.line}`} width="560" height="560" />
        <div>
          <h1 className={styles.name}>{product.name}</h1>
          <p className={styles.line}>{product.line}</p>
          <Stars rating={product.rating} reviews={product.reviews} />
          <p className={styles.price}>{formatMoney(product.price)}</p>
          <p className={styles.story}>{product.story}</p>
          <fieldset className={styles.finishes}>
            <legend>
              Finish: <strong>{finish.name}</strong>
            </legend>
            {product.finishes.map((option) => (
              <label key={option.name} className={styles.finish} title={option.name}>
                <input
                  type="radio"
                  name="finish"
                  checked={option === finish}
                  onChange={() => setFinish(option)}
                />
                <span className={styles.dot} style={{ background: option.colour }} />
                <span className="visually-hidden">{option.name}</span>
              </label>
            ))}
          </fieldset>
          <div className={styles.buy}>
            <AddToCart product={product} finish={finish} look="large" />
            <span className={styles.stock}>{stockText(product)}</span>
          </div>
          <dl className={styles.facts}>
            <dt>Size</dt>
            <dd>{product.size}</dd>
            <dt>Material</dt>
            <dd className={styles.material}>
              <img src={swatchOf(product.material)} alt="" width="28" height="28" />
              {product.material}
            </dd>
            <dt>In the shop since</dt>
            <dd>{format(parseISO(product.since), 'MMMM yyyy')}</dd>
          </dl>
          <CareGuide material={product.material} />
        </div>
      </div>
      <section className={styles.reviews}>
        <h2>What people say</h2>
        {readingReviews ? (
          <Suspense fallback={<p role="status">One moment…</p>}>
            <Reviews slug={product.slug} />
          </Suspense>
        ) : (
          <button type="button" className={styles.more} onClick={() => setReadingReviews(true)}>
            Read the reviews
          </button>
        )}
      </section>
      <section className={styles.similar}>
        <h2>You may also like</h2>
        <ul>
          {similarTo(product).map((other) => (
            <li key={other.slug}>
              <ProductCard product={other} level="h3" />
            </li>
          ))}
        </ul>
      </section>
    </article>
  );
}

/** Products of the same category first, then the best of the rest. */
function similarTo(product: Product): Product[] {
  const others = ordered(products, 'rating').filter((other) => other.slug !== product.slug && other.stock > 0);
  const same = others.filter((other) => other.category === product.category);
  return [...same, ...others.filter((other) => !same.includes(other))].slice(0, 4);
}

function stockText(product: Product): string {
  if (product.stock === 0) return 'The kiln is busy: back in spring.';
  return `Leaves the workshop by ${format(addDays(new Date(), WORKSHOP_DAYS), 'EEEE, d MMMM')}.`;
}
