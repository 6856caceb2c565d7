import type { AppReport } from '@storefront/kit/shareReport';
import { useEffect, useState } from 'react';
import { report as ownReport } from './ownReport';

export interface Answer {
  app: string;
  /** `null` when the application did not answer. */
  report: AppReport | null;
}

const askers: readonly [string, () => Promise<AppReport>][] = [
  ['shell', ownReport],
  ['catalog', async () => (await import('catalog/versions')).report()],
  ['checkout', async () => (await import('checkout/versions')).report()],
];

/** Asks every application what it runs on; one that is away does not keep the others from answering. */
async function askAll(): Promise<Answer[]> {
  const answers = await Promise.allSettled(askers.map(([, ask]) => ask()));
  return askers.map(([app], index) => {
    const answer = answers[index];
    return { app, report: answer?.status === 'fulfilled' ? answer.value : null };
  });
}

export function useReports(): Answer[] | null {
  const [reports, setReports] = useState<Answer[] | null>(null);
  useEffect(() => {
    let wanted = true;
    void askAll().then((answers) => {
      if (wanted) setReports(answers);
    });
    return () => {
      wanted = false;
    };
  }, []);
  return reports;
}
