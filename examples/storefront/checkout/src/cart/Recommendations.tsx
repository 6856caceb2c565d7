import ProductList from 'catalog/ProductList';
import useCart from './useCart';

/** A remote inside a remote: the catalog's list, which in turn puts things into this application's cart. */
export default function Recommendations() {
  const { lines } = useCart();
  return <ProductList heading="Goes well with it" limit={4} exclude={lines.map((line) => line.slug)} />;
}
