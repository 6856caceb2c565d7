import { RemoteBoundary } from '@storefront/kit/RemoteBoundary';
import { useParams } from 'react-router';
import { ProductPage } from '../remotes';

export default function Product() {
  const { slug = '' } = useParams();
  return (
    <RemoteBoundary remote="catalog" feature="This page">
      <ProductPage slug={slug} />
    </RemoteBoundary>
  );
}
