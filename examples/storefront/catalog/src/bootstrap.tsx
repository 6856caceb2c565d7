import '@storefront/kit/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { HashRouter, Navigate, Route, Routes, useParams } from 'react-router';
import ProductList from '@/list/ProductList';
import ProductPage from '@/page/ProductPage';

function Product() {
  const { slug = '' } = useParams();
  return <ProductPage slug={slug} />;
}

/** The catalog on its own page, as its team develops it. */
function Standalone() {
  return (
    <HashRouter>
      <main style={{ maxWidth: 'var(--page)', margin: '0 auto', padding: '2rem var(--gutter)' }}>
        <Routes>
          <Route path="/shop" element={<ProductList heading="Catalog" controls />} />
          <Route path="/shop/:slug" element={<Product />} />
          <Route path="*" element={<Navigate to="/shop" replace />} />
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
