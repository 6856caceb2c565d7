import '@storefront/kit/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { HashRouter, Link, Route, Routes } from 'react-router';
import Cart from './cart/Cart';

/** The checkout on its own page, as its team develops it. */
function Standalone() {
  return (
    <HashRouter>
      <main style={{ maxWidth: 'var(--page)', margin: '0 auto', padding: '2rem var(--gutter)' }}>
        <Routes>
          <Route index element={<Cart />} />
          <Route path="*" element={<Link to="/">Back to the cart</Link>} />
        </Routes>
      </main>
    </HashRouter>
  );
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Standalone />
  </StrictMode>,
);
