import { formatMoney } from '@storefront/kit/money';
import { Link } from 'react-router';
import { AddToCart } from '@/cart/AddToCart';
import { ordered } from '@/data/filter';
import { type Product, products } from '@/data/products';
import * as styles from './ProductCard.module.css';
import { Stars } from './Stars';

const newest = ordered(products, 'new').slice(0, 3);

export function ProductCard({ product, level: Title }: { product: Product; level: 'h2' | 'h3' }) {
  return (
    <article className={styles.card} data-testid={`card-${product.slug}`}>
      <div className={styles.picture}>
        <img src={product.image} alt="" width="560" height="560" loading="lazy" />
        <Badge product={product} />
      </div>
      <div className={styles.text}>
        <Title className={styles.name}>
          <Link className={styles.link} to={`/shop/${product.slug}`}>
            {product.name}
          </Link>
        </Title>
        <p className={styles.line}>{product.line}</p>
        <Stars rating={product.rating} reviews={product.reviews} />
      </div>
      <div className={styles.foot}>
        <span className={styles.price}>{formatMoney(product.price)}</span>
        <AddToCart product={product} finish={product.finishes[0]} look="small" />
      </div>
    </article>
  );
}

function Badge({ product }: { product: Product }) {
  if (product.stock === 0) return <span className={styles.badgeOut}>Back in spring</span>;
  if (product.stock < 10) return <span className={styles.badgeFew}>Only {product.stock} left</span>;
  if (newest.includes(product)) return <span className={styles.badgeNew}>New</span>;
  return null;
}
