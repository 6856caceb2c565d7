import { useReports } from './reports';
import { VersionsTable } from './VersionsTable';

export default function VersionsPanel() {
  const reports = useReports();
  return reports === null ? <p role="status">Asking the applications…</p> : <VersionsTable reports={reports} />;
}
