import { listOffers } from '@storefront/kit/shareReport';
import { VersionsTable } from '../versions/VersionsTable';
import { useReports } from '../versions/reports';
import * as styles from './Federation.module.css';

export default function Federation() {
  const reports = useReports();
  return (
    <div className={styles.page}>
      <h1>Who got what</h1>
      <p className={styles.lead}>
        Three applications were built apart, each with its own <code>node_modules</code>. Here is what they agreed on in
        this browser, a moment ago. None of it was decided when they were built.
      </p>
      {reports === null ? (
        <p role="status">Asking the applications…</p>
      ) : (
        <>
          <VersionsTable reports={reports} />
          <section className={styles.scope}>
            <h2>Everything on offer</h2>
            <p>
              The share scope: every version that somebody brought along. The ones in use are marked, the others were
              never downloaded.
            </p>
            <ul className={styles.offers}>
              {listOffers().map(({ key, offers }) => (
                <li key={key}>
                  <code>{key}</code>
                  {offers.map((offer) => (
                    <span key={offer.version} className={offer.loaded ? styles.loaded : styles.idle}>
                      {offer.version} <small>{offer.from}</small>
                    </span>
                  ))}
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
    </div>
  );
}
