import { RemoteBoundary } from '@storefront/kit/RemoteBoundary';
import { Cart } from '../remotes';

export default function CartPage() {
  return (
    <RemoteBoundary remote="checkout" feature="The cart">
      <Cart />
    </RemoteBoundary>
  );
}
