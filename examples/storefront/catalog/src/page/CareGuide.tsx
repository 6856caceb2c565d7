import { useState } from 'react';
import type { Material } from '@/data/products';
import * as styles from './CareGuide.module.css';

interface Guide {
  title: string;
  steps: readonly string[];
}

type State = 'closed' | 'loading' | 'failed' | Guide;

/** How to look after a material: one small chunk each, loaded when somebody wants to know. */
export function CareGuide({ material }: { material: Material }) {
  const [state, setState] = useState<State>('closed');

  const open = async () => {
    setState('loading');
    try {
      const guide: { default: Guide } = await import(/* webpackChunkName: "care-[request]" */ `./care/${material}.ts`);
      setState(guide.default);
    } catch {
      setState('failed');
    }
  };

  if (state === 'closed' || state === 'loading') {
    return (
      <button type="button" className={styles.open} disabled={state === 'loading'} onClick={open}>
        How to look after {material}
      </button>
    );
  }
  if (state === 'failed') return <p role="alert">The guide could not be loaded.</p>;
  return (
    <section className={styles.guide}>
      <h2>{state.title}</h2>
      <ul>
        {state.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </section>
  );
}
