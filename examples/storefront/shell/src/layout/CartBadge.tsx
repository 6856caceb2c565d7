import useCart from 'checkout/useCart';
import { Link } from 'react-router';
import * as styles from './Header.module.css';

export default function CartBadge() {
  const { count } = useCart();
  return (
    <Link className={styles.cartLink} to="/cart">
      <span className={styles.cartIcon} aria-hidden="true" />
      <span className={styles.cartText}>Cart</span>
      <span className={styles.cartCount} data-testid="cart-count">
        {count}
      </span>
      <span className="visually-hidden">{count === 1 ? 'thing' : 'things'}</span>
    </Link>
  );
}
