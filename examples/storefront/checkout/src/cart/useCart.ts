import type { CartApi, UseCart } from '@storefront/kit/contracts';
import sumBy from 'lodash-es/sumBy';
import { useCartStore } from './store';

const useCart: UseCart = (): CartApi => {
  const { lines, add, setQuantity, remove, clear } = useCartStore();
  return {
    lines,
    count: sumBy(lines, 'quantity'),
    subtotal: sumBy(lines, (line) => line.price * line.quantity),
    add,
    setQuantity,
    remove,
    clear,
  };
};

export default useCart;
