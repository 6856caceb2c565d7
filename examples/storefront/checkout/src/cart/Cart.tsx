import { formatMoney } from '@storefront/kit/money';
import { RemoteBoundary } from '@storefront/kit/RemoteBoundary';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import * as styles from './Cart.module.css';
import { CartLines } from './CartLines';
import { Summary } from './Summary';
import { type DeliveryId, deliveries, totalsOf } from './totals';
import useCart from './useCart';

const Recommendations = lazy(() => import(/* webpackChunkName: "recommendations" */ './Recommendations'));
const OrderForm = lazy(() => import(/* webpackChunkName: "order-form", webpackPrefetch: true */ '../form/OrderForm'));

interface Receipt {
  number: string;
  name: string;
  email: string;
  total: number;
}

export default function Cart() {
  const cart = useCart();
  const [deliveryId, setDeliveryId] = useState<DeliveryId>('post');
  const [code, setCode] = useState('');
  const [ordering, setOrdering] = useState(false);
  const [receipt, setReceipt] = useState<Receipt | null>(null);

  const delivery = deliveries.find((candidate) => candidate.id === deliveryId) ?? deliveries[0]!;
  const totals = totalsOf(cart.lines, delivery, code);

  if (receipt !== null && cart.lines.length === 0) return <Thanks receipt={receipt} />;

  return (
    <div className={styles.cart}>
      <h1 className={styles.heading}>{ordering ? 'Checkout' : 'Your cart'}</h1>
      {cart.lines.length === 0 ? (
        <div className={styles.empty}>
          <span className={styles.emptyIcon} aria-hidden="true" />
          <p className={styles.emptyTitle}>Nothing in it yet.</p>
          <p>
            <Link to="/shop">Have a look around</Link>, there is no hurry.
          </p>
        </div>
      ) : (
        <div className={styles.columns}>
          <div>
            {ordering ? (
              <Suspense fallback={<p role="status">One moment…</p>}>
                <OrderForm
                  delivery={delivery}
                  total={totals.total}
                  onBack={() => setOrdering(false)}
                  onOrdered={(order) => {
                    setReceipt({ ...order, total: totals.total });
                    setOrdering(false);
                    cart.clear();
                  }}
                />
              </Suspense>
            ) : (
              <CartLines cart={cart} />
            )}
          </div>
          <Summary
            totals={totals}
            delivery={delivery}
            onDelivery={setDeliveryId}
            code={code}
            onCode={setCode}
            onOrder={ordering ? null : () => setOrdering(true)}
          />
        </div>
      )}
      {!ordering && (
        <RemoteBoundary remote="catalog" feature="Our suggestion">
          <Recommendations />
        </RemoteBoundary>
      )}
    </div>
  );
}

function Thanks({ receipt }: { receipt: Receipt }) {
  return (
    <section className={styles.thanks} role="status">
      <h1>Thank you, {receipt.name}.</h1>
      <p>
        Your order <strong data-testid="order-number">{receipt.number}</strong> over {formatMoney(receipt.total)} is with
        us. We wrote to {receipt.email}.
      </p>
      <Link className={styles.button} to="/shop">
        Back to the shop
      </Link>
    </section>
  );
}
