import type { LibraryReport } from '@storefront/kit/shareReport';
import type { Answer } from './reports';
import * as styles from './VersionsTable.module.css';

/** One row for each shared library, one column for each application. */
export function VersionsTable({ reports }: { reports: readonly Answer[] }) {
  const keys = [...new Set(reports.flatMap(({ report }) => report?.libraries.map(({ key }) => key) ?? []))];
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Libraries by application">
      <table className={styles.table} data-testid="versions">
        <thead>
          <tr>
            <th scope="col">Library</th>
            {reports.map(({ app, report }) => (
              <th key={app} scope="col">
                <span className={styles.app} data-app-name={app}>
                  {app}
                </span>{' '}
                <small>{report === null ? 'did not answer' : report.release}</small>
              </th>
            ))}
            <th scope="col">Copies</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => {
            const libraries = reports.map(({ report }) => report?.libraries.find((library) => library.key === key));
            return (
              <tr key={key} data-library={key}>
                <th scope="row">
                  <code>{key}</code>
                </th>
                {reports.map(({ app }, index) => (
                  <Cell key={app} app={app} library={libraries[index]} />
                ))}
                <td data-copies>{copiesOf(libraries)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ app, library }: { app: string; library: LibraryReport | undefined }) {
  if (library === undefined) {
    return (
      <td data-app={app} className={styles.none}>
        <span aria-label="not used">–</span>
      </td>
    );
  }
  const version = library.got ?? library.says ?? 'own copy';
  return (
    <td data-app={app} data-version={version} data-from={library.from}>
      <strong className={styles.version}>{version}</strong>
      <span className={styles.from}>
        from <span data-app-name={library.from}>{library.from === app ? 'itself' : library.from}</span>
      </span>
      <small className={styles.wanted}>asked for {library.wanted}</small>
    </td>
  );
}

/** Copies of a library that run on the page, an application's private copy included. */
function copiesOf(libraries: readonly (LibraryReport | undefined)[]): number {
  const copies = libraries.flatMap((library) => (library === undefined ? [] : [`${library.got ?? 'own'} ${library.from}`]));
  return new Set(copies).size;
}
