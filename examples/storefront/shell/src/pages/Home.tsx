import { RemoteBoundary } from '@storefront/kit/RemoteBoundary';
import { format } from 'date-fns';
import { Link } from 'react-router';
import shelf from '../assets/shelf.svg';
import { ProductList } from '../remotes';
import * as styles from './Home.module.css';

export function Home() {
  return (
    <>
      <section className={styles.hero}>
        <div>
          <p className={styles.season}>{format(new Date(), 'MMMM')} in the workshop</p>
          <h1 className={styles.title}>Objects for slow mornings</h1>
          <p className={styles.lead}>
            Pots, lamps, boards and blankets from eleven small workshops. Made to be used every day, and to look better
            for it.
          </p>
          <div className={styles.actions}>
            <Link className={styles.primary} to="/shop">
              See everything
            </Link>
            <Link className={styles.secondary} to="/shop?sort=new">
              What is new
            </Link>
          </div>
        </div>
        <img className={styles.shelf} src={shelf} alt="Two shelves with a vase, a lamp, a fern, a teapot and a mug." width="720" height="640" />
      </section>
      <RemoteBoundary remote="catalog" feature="Our favourites">
        <ProductList heading="Favourites of the house" pick="featured" limit={4} />
      </RemoteBoundary>
      <ul className={styles.promises}>
        <li>
          <strong>Made close by</strong>
          No workshop is further than a day on the train.
        </li>
        <li>
          <strong>Mended for life</strong>
          Chips, dents and loose handles: send it back, we see to it.
        </li>
        <li>
          <strong>Packed in paper</strong>
          Nothing in the parcel that you could not compost.
        </li>
      </ul>
      <RemoteBoundary remote="catalog" feature="What is new">
        <ProductList heading="Just out of the kiln" pick="new" limit={4} />
      </RemoteBoundary>
    </>
  );
}
