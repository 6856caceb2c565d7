import { lazy, Suspense, useRef, useState } from 'react';
import { Link } from 'react-router';
import * as styles from './Footer.module.css';

const VersionsPanel = lazy(() => import(/* webpackChunkName: "versions" */ '../versions/VersionsPanel'));

export function Footer() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [opened, setOpened] = useState(false);

  const open = () => {
    setOpened(true);
    dialog.current?.showModal();
  };
  const close = () => dialog.current?.close();

  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <p className={styles.about}>
          Fieldhouse, since {__SHOP_SINCE__}. A shop made of three applications, built apart and put together in your
          browser.
        </p>
        <nav className={styles.links} aria-label="Footer">
          <Link to="/shop">Shop</Link>
          <Link to="/cart">Cart</Link>
          <button type="button" className={styles.open} onClick={open}>
            Who got what
          </button>
        </nav>
      </div>
      <dialog ref={dialog} className={styles.drawer} aria-label="Who got what" onClose={() => setOpened(false)}>
        <div className={styles.drawerHead}>
          <h2>Who got what</h2>
          <button type="button" className={styles.close} onClick={close} aria-label="Close">
            ×
          </button>
        </div>
        {opened && (
          <Suspense fallback={<p role="status">One moment…</p>}>
            <VersionsPanel />
            <p>
              <Link to="/federation" onClick={close}>
                All of it, with every offer
              </Link>
            </p>
          </Suspense>
        )}
      </dialog>
    </footer>
  );
}
