import { Component, Suspense, type ErrorInfo, type ReactNode } from 'react';
import * as styles from './RemoteBoundary.module.css';

interface Props {
  /** Application that the content comes from. */
  remote: string;
  /** What the visitor misses when it is away, as the start of a sentence: "The product list". */
  feature: string;
  /** `line` takes the room of a button, `block` that of a section. */
  size?: 'line' | 'block';
  children: ReactNode;
}

interface State {
  error: Error | null;
}

/** Keeps a remote's trouble inside its own corner: waiting and failing both show something, the page goes on. */
export class RemoteBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.warn(`storefront: ${this.props.remote} failed`, error, info.componentStack ?? '');
  }

  override render(): ReactNode {
    const { remote, feature, size = 'block', children } = this.props;
    const { error } = this.state;
    if (error === null) {
      return <Suspense fallback={<Waiting feature={feature} size={size} />}>{children}</Suspense>;
    }
    if (size === 'line') {
      return (
        <span className={styles.failedLine} role="status" data-failed-remote={remote}>
          {feature} is away for a moment.
        </span>
      );
    }
    return (
      <section className={styles.failed} role="alert" data-failed-remote={remote}>
        <p className={styles.title}>{feature} is away for a moment.</p>
        <p className={styles.text}>
          It comes from another part of the shop, which did not answer. Everything else works as usual.
        </p>
        <button type="button" className={styles.retry} onClick={() => window.location.reload()}>
          Try again
        </button>
        <details className={styles.details}>
          <summary>For the people who run this shop</summary>
          <code>
            {remote}: {error.message}
          </code>
        </details>
      </section>
    );
  }
}

function Waiting({ feature, size }: { feature: string; size: 'line' | 'block' }) {
  return (
    <span className={size === 'line' ? styles.waitingLine : styles.waiting} role="status">
      <span className="visually-hidden">{feature} is loading</span>
    </span>
  );
}
