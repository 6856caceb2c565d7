import { formatMoney } from '@storefront/kit/money';
import { useId } from 'react';
import * as styles from './Summary.module.css';
import { arrivalOf, type Delivery, type DeliveryId, deliveries, discountOf, feeOf, type Totals } from './totals';

interface Props {
  totals: Totals;
  delivery: Delivery;
  onDelivery: (id: DeliveryId) => void;
  code: string;
  onCode: (code: string) => void;
  /** `null` while the order form is open, which has its own button. */
  onOrder: (() => void) | null;
}

export function Summary({ totals, delivery, onDelivery, code, onCode, onOrder }: Props) {
  const codeId = useId();
  const codeHint = code.trim() === '' ? null : discountOf(code) > 0;
  return (
    <aside className={styles.summary} aria-label="Summary">
      <fieldset className={styles.deliveries}>
        <legend>Delivery</legend>
        {deliveries.map((option) => (
          <label key={option.id} className={styles.delivery}>
            <input
              type="radio"
              name="delivery"
              checked={option.id === delivery.id}
              onChange={() => onDelivery(option.id)}
            />
            <span>
              {option.label}
              <small>
                {option.note}, {arrivalOf(option, new Date())}
              </small>
            </span>
            <span>{priceOf(feeOf(option, totals.goods - totals.discount))}</span>
          </label>
        ))}
      </fieldset>
      <div className={styles.code}>
        <label htmlFor={codeId}>Discount code</label>
        <input
          id={codeId}
          value={code}
          onChange={(event) => onCode(event.target.value)}
          placeholder="SLOWMORNING"
          autoComplete="off"
          spellCheck={false}
        />
        <p role="status" className={codeHint === false ? styles.wrong : styles.right}>
          {codeHint === null ? '' : codeHint ? 'Taken off below.' : 'We do not know this code.'}
        </p>
      </div>
      <dl className={styles.sums}>
        <dt>Goods</dt>
        <dd>{formatMoney(totals.goods)}</dd>
        {totals.discount > 0 && (
          <>
            <dt>Discount</dt>
            <dd>−{formatMoney(totals.discount)}</dd>
          </>
        )}
        <dt>Delivery</dt>
        <dd>{priceOf(totals.delivery)}</dd>
        <dt className={styles.total}>Total</dt>
        <dd className={styles.total} data-testid="total">
          {formatMoney(totals.total)}
        </dd>
      </dl>
      {onOrder !== null && (
        <button type="button" className={styles.order} onClick={onOrder}>
          Go to checkout
        </button>
      )}
      <p className={styles.promise}>Thirty days to change your mind. Post is free from €100.</p>
    </aside>
  );
}

function priceOf(fee: number): string {
  return fee === 0 ? 'Free' : formatMoney(fee);
}
