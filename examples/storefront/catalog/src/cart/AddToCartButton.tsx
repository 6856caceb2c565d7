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
        onClick={onClick}
      >
        <Label product={product} short={look === 'small'} />
        {inCart > 0 && (
          <span className={styles.inCart}>
            {inCart} <span className="visually-hidden">in it</span>
          </span>
        )}
      </button>
      {noted && createPortal(<Note product={product} finish={finish.name} />, document.body)}
    </>
  );
}

/** What is seen is short, what is read aloud names the product. */
function Label({ product, short }: { product: AddToCartProps['product']; short: boolean }) {
  if (product.stock === 0) {
    return (
      <span>
        Sold out<span className="visually-hidden">: {product.name}</span>
      </span>
    );
  }
  if (short) {
    return (
      <span>
        Add <span className="visually-hidden">{product.name} to the cart</span>
      </span>
    );
  }
  return (
    <span>
      Add <span className="visually-hidden">{product.name} </span>to the cart
    </span>
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
