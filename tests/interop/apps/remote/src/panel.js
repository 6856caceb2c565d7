import { Suspense, createElement as h, lazy } from 'react';

// The remote consumes the host in turn.
const Banner = lazy(() => import('host/Banner'));

export default function Panel() {
  return h('div', { id: 'panel' }, h(Suspense, { fallback: 'loading the banner' }, h(Banner, { text: 'banner of the host' })));
}
