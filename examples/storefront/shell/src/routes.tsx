import type { RouteObject } from 'react-router';
import { Layout } from './layout/Layout';
import { Home } from './pages/Home';
import { NotFound, Opening, RouteTrouble } from './pages/Notices';

export const routes: RouteObject[] = [
  {
    element: <Layout />,
    errorElement: <RouteTrouble />,
    hydrateFallbackElement: <Opening />,
    children: [
      {
        // The frame stays when a page breaks.
        errorElement: <RouteTrouble />,
        children: [
          { index: true, element: <Home /> },
          { path: 'shop', lazy: async () => ({ Component: (await import('./pages/Shop')).default }) },
          { path: 'shop/:slug', lazy: async () => ({ Component: (await import('./pages/Product')).default }) },
          { path: 'cart', lazy: async () => ({ Component: (await import('./pages/CartPage')).default }) },
          { path: 'federation', lazy: async () => ({ Component: (await import('./pages/Federation')).default }) },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];
