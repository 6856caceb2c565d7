import { RemoteBoundary } from '@storefront/kit/RemoteBoundary';
import { lazy } from 'react';
import type { Finish, Product } from '@/data/products';

export interface AddToCartProps {
  product: Product;
  finish: Finish;
  look: 'small' | 'large';
}

// The button needs a hook of another application, so it lives in a chunk of its own: when the checkout is away, the
// catalog still shows its products.
const Button = lazy(() => import(/* webpackChunkName: "add-to-cart" */ './AddToCartButton'));

export function AddToCart(props: AddToCartProps) {
  return (
    <RemoteBoundary remote="checkout" feature="The cart" size="line">
      <Button {...props} />
    </RemoteBoundary>
  );
}
