import { createElement as h, useState } from 'react';
import * as React from 'react';
import { useCart } from 'cart-store';
import { greeting } from 'greeting';
import './widget.css';

export { React as reactOfRemote };

export default function Widget({ label }) {
  const [count, setCount] = useState(0);
  const [detail, setDetail] = useState('');
  const add = useCart((state) => state.add);
  return h(
    'section',
    { className: 'widget' },
    h('p', { id: 'label' }, label),
    h('p', { id: 'remote-greeting' }, greeting),
    h('button', { id: 'count', onClick: () => setCount(count + 1) }, `clicked ${count}`),
    h('button', { id: 'add', onClick: add }, 'add to the cart'),
    h('button', { id: 'more', onClick: () => import('./detail.js').then((module) => setDetail(module.detail)) }, 'more'),
    h('p', { id: 'detail' }, detail),
  );
}
