import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Frame, first } from 'kit';

const remotes = {
  provider: () => import('provider/View'),
  modest: () => import('modest/View'),
  greedy: () => import('greedy/View'),
  stranger: () => import('stranger/View'),
};

export async function run() {
  const seen = { host: first() };
  const reacts = new Set([createElement]);
  const parts = [];
  for (const name of globalThis.order) {
    const view = await remotes[name]();
    seen[name] = view.use();
    reacts.add(view.createElement);
    if (view.Part) parts.push(createElement(view.Part, { key: name }));
  }
  const element = document.getElementById('root');
  flushSync(() => createRoot(element).render(createElement(Frame, { text: 'the frame of the host' }, parts)));
  return { seen, reacts: reacts.size, stores: globalThis.stores, text: element.textContent };
}
