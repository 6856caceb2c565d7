import { RemoteBoundary } from '@storefront/kit/RemoteBoundary';
import { ProductList } from '../remotes';

export default function Shop() {
  return (
    <RemoteBoundary remote="catalog" feature="The catalog">
      <ProductList heading="The shop" controls />
    </RemoteBoundary>
  );
}
