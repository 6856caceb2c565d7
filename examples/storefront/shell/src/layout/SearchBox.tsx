import { debounce } from 'lodash-es';
import { type FormEvent, useEffect, useMemo } from 'react';
import { useNavigate } from 'react-router';
import * as styles from './SearchBox.module.css';

const PAUSE_MS = 250;

/** Searches the catalog from every page: the search itself is the catalog's, this only leads there. */
export function SearchBox() {
  const navigate = useNavigate();
  const go = useMemo(
    () => debounce((text: string) => void navigate(`/shop?${new URLSearchParams({ q: text })}`), PAUSE_MS),
    [navigate],
  );
  useEffect(() => () => go.cancel(), [go]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    go.flush();
  };

  return (
    <form className={styles.search} role="search" onSubmit={submit}>
      <input
        type="search"
        aria-label="Search the shop"
        placeholder="Search"
        onChange={(event) => go(event.target.value)}
      />
    </form>
  );
}
