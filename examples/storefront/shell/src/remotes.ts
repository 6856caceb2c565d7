import { lazy } from 'react';

// Each remote import stands here once. They reject when the remote is away, so every use is inside a RemoteBoundary.

export const ProductList = lazy(() => import('catalog/ProductList'));
export const ProductPage = lazy(() => import('catalog/ProductPage'));
export const Cart = lazy(() => import('checkout/Cart'));
