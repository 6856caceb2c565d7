import { createElement as h, Suspense, lazy, useEffect, useState } from 'react';
import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { useCart } from 'cart-store';
import { greeting } from 'greeting';
import Widget, { reactOfRemote } from 'remote/Widget';
import './host.css';

globalThis.sameReact = React.useState === reactOfRemote.useState;

const Panel = lazy(() => import('remote/Panel'));

/** A remote that nobody serves: only this part of the page may suffer. */
function Missing() {
  const [text, setText] = useState('waiting');
  useEffect(() => {
    import('missing/Thing').then(
      () => setText('loaded'),
      (error) => setText(`failed: ${error.message}`),
    );
  }, []);
  return h('p', { id: 'missing' }, text);
}

function App() {
  const items = useCart((state) => state.items);
  const [open, setOpen] = useState(false);
  return h(
    'main',
    { className: 'host' },
    h('h1', null, 'Host'),
    h('p', { id: 'host-greeting' }, greeting),
    h('p', { id: 'host-items' }, `host sees ${items}`),
    h(Widget, { label: 'from the host' }),
    h(Missing),
    h('button', { id: 'open', onClick: () => setOpen(true) }, 'open the panel'),
    open && h(Suspense, { fallback: 'loading' }, h(Panel)),
  );
}

createRoot(document.getElementById('root')).render(h(App));
