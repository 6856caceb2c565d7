// The remote modules, for the type checker: at run time they come from another origin.

declare module 'catalog/ProductList' {
  const ProductList: import('@storefront/kit/contracts').ProductList;
  export default ProductList;
}

declare module 'catalog/ProductPage' {
  const ProductPage: import('@storefront/kit/contracts').ProductPage;
  export default ProductPage;
}

declare module 'catalog/versions' {
  export function report(): Promise<import('@storefront/kit/shareReport').AppReport>;
}

declare module 'checkout/Cart' {
  const Cart: import('@storefront/kit/contracts').Cart;
  export default Cart;
}

declare module 'checkout/useCart' {
  const useCart: import('@storefront/kit/contracts').UseCart;
  export default useCart;
}

declare module 'checkout/versions' {
  export function report(): Promise<import('@storefront/kit/shareReport').AppReport>;
}
