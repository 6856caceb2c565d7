import { Link, useRouteError } from 'react-router';
import * as styles from './Notices.module.css';

/** For the moment in which the code of the first page is on its way. */
export function Opening() {
  return (
    <p className={styles.notice} role="status">
      Opening the shop…
    </p>
  );
}

export function NotFound() {
  return (
    <section className={styles.notice}>
      <h1>There is no such page.</h1>
      <p>
        <Link to="/">Back to the front door</Link>
      </p>
    </section>
  );
}

export function RouteTrouble() {
  const error = useRouteError();
  return (
    <section className={styles.notice} role="alert">
      <h1>This page broke.</h1>
      <p>The rest of the shop is fine. You can try again or go on with something else.</p>
      <p>
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </p>
      <p>
        <Link to="/">Back to the front door</Link>
      </p>
    </section>
  );
}
