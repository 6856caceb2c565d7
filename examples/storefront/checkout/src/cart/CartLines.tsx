import type { CartApi } from '@storefront/kit/contracts';
import { formatMoney } from '@storefront/kit/money';
import { Link } from 'react-router';
import * as styles from './CartLines.module.css';
import { MOST_OF_ONE } from './store';

export function CartLines({ cart }: { cart: CartApi }) {
  return (
    <ul className={styles.lines} aria-label="Things in your cart">
      {cart.lines.map((line) => {
        const change = (by: number) => cart.setQuantity(line.slug, line.finish, line.quantity + by);
        return (
          <li key={`${line.slug}/${line.finish}`} className={styles.line} data-testid={`line-${line.slug}`}>
            <img className={styles.image} src={line.image} alt="" width="112" height="112" />
            <div className={styles.text}>
              <Link className={styles.name} to={`/shop/${line.slug}`}>
                {line.name}
              </Link>
              <span className={styles.finish}>{line.finish}</span>
              <button type="button" className={styles.remove} onClick={() => cart.remove(line.slug, line.finish)}>
                Remove <span className="visually-hidden">{line.name}</span>
              </button>
            </div>
            <div className={styles.stepper} role="group" aria-label={`How many: ${line.name}`}>
              <button type="button" onClick={() => change(-1)} aria-label="One less">
                −
              </button>
              <output aria-live="polite">{line.quantity}</output>
              <button
                type="button"
                onClick={() => change(1)}
                disabled={line.quantity >= MOST_OF_ONE}
                aria-label="One more"
              >
                +
              </button>
            </div>
            <span className={styles.price}>{formatMoney(line.price * line.quantity)}</span>
          </li>
        );
      })}
    </ul>
  );
}
