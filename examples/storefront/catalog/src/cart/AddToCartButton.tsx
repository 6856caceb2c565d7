import useCart from 'checkout/useCart';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { AddToCartProps } from './AddToCart';
import * as styles from './AddToCartButton.module.css';

const NOTE_MS = 2600;

export default function AddToCartButton({ product, finish, look }: AddToCartProps) {
  const { add, lines } = useCart();
  const [noted, setNoted] = useState(false);
  const inCart = lines.find((line) => line.slug === product.slug && line.finish === finish.name)?.quantity ?? 0;

  useEffect(() => {
    if (!noted) return;
    const timer = setTimeout(() => setNoted(false), NOTE_MS);
    return () => clearTimeout(timer);
  }, [noted]);

  const onClick = () => {
    add({
      slug: product.slug,
      name: product.name,
      finish: finish.name,
      price: product.price,
      image: new URL(product.image, document.baseURI).href,
    });
    setNoted(true);
  };

  return (
    <>
      <button
        type="button"
        className={look === 'small' ? styles.small : styles.large}
        disabled={product.stock === 0}
        aria-label={`Add ${product.name} to the cart`}
        onClick={onClick}
      >
        {product.stock === 0 ? 'Sold out' : look === 'small' ? 'Add' : 'Add to cart'}
        {inCart > 0 && <span className={styles.inCart}>{inCart}</span>}
      </button>
      {noted && createPortal(<Note product={product} finish={finish.name} />, document.body)}
    </>
  );
}

function Note({ product, finish }: { product: AddToCartProps['product']; finish: string }) {
  return (
    <div className={styles.note} role="status">
      <img src={product.image} alt="" width="44" height="44" />
      <span>
        <strong>{product.name}</strong> in {finish} is in your cart.
      </span>
    </div>
  );
}
