import { type MouseEvent, useEffect, useRef } from 'react';
import { type Location, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { useSettings } from '../settings';
import { Footer } from './Footer';
import { Header } from './Header';
import * as styles from './Layout.module.css';

export function Layout() {
  const main = useRef<HTMLElement>(null);
  const theme = useSettings((settings) => settings.theme);
  const { state } = useNavigation();
  useTitle();

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  const skip = (event: MouseEvent) => {
    // The address after `#` belongs to the router.
    event.preventDefault();
    main.current?.focus();
  };

  return (
    <>
      <a className={styles.skip} href="#main" onClick={skip}>
        Skip to the content
      </a>
      <div className={styles.progress} data-busy={state !== 'idle'} />
      <Header />
      <main ref={main} id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <Footer />
      <ScrollRestoration getKey={scrollKey} />
    </>
  );
}

/** The first page of a visit has no key of its own, and must not inherit the place of another visit's first page. */
function scrollKey({ key, pathname, search }: Location): string {
  return key === 'default' ? pathname + search : key;
}

const titles: readonly [RegExp, string][] = [
  [/^\/shop\/./, 'Product'],
  [/^\/shop/, 'Shop'],
  [/^\/cart/, 'Cart'],
  [/^\/federation/, 'Who got what'],
];

function useTitle(): void {
  const { pathname } = useLocation();
  useEffect(() => {
    const title = titles.find(([pattern]) => pattern.test(pathname))?.[1];
    document.title = title === undefined ? 'Fieldhouse: objects for slow mornings' : `${title} · Fieldhouse`;
  }, [pathname]);
}
