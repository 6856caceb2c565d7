import { RemoteBoundary } from '@storefront/kit/RemoteBoundary';
import { lazy } from 'react';
import { Link, NavLink } from 'react-router';
import logo from '../assets/logo.svg';
import { useSettings } from '../settings';
import * as styles from './Header.module.css';
import { SearchBox } from './SearchBox';

const CartBadge = lazy(() => import('./CartBadge'));

export function Header() {
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <Link className={styles.brand} to="/">
          <img src={logo} alt="" width="34" height="34" />
          Fieldhouse
        </Link>
        <nav className={styles.nav} aria-label="Main">
          <NavLink to="/shop">Shop</NavLink>
          <NavLink to="/federation">Who got what</NavLink>
        </nav>
        <SearchBox />
        <ThemeSwitch />
        <div className={styles.cart}>
          <RemoteBoundary remote="checkout" feature="The cart" size="line">
            <CartBadge />
          </RemoteBoundary>
        </div>
      </div>
    </header>
  );
}

function ThemeSwitch() {
  const { theme, setTheme } = useSettings();
  return (
    <button
      type="button"
      className={styles.theme}
      aria-label={theme === 'dark' ? 'Light colours' : 'Dark colours'}
      onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
    >
      <span className={theme === 'dark' ? styles.moon : styles.sun} aria-hidden="true" />
    </button>
  );
}
