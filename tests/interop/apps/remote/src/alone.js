import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import Widget from './widget.js';

createRoot(document.getElementById('root')).render(h(Widget, { label: 'alone' }));
