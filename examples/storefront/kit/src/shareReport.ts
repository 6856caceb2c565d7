/** One version of one library, as an application offered it to the share scope. */
interface ShareEntry {
  get: () => unknown;
  from?: string;
  loaded?: unknown;
}

type ShareScope = Record<string, Record<string, ShareEntry>>;

declare const __webpack_share_scopes__: { default?: ShareScope } | undefined;

/** What an application asks for, and one exported value of what it was given. */
export interface Probe {
  /** Key in the share scope, such as `react` or `lodash-es/sortBy`. */
  key: string;
  /** Version range of the application's own package.json. */
  wanted: string;
  /** Name of an export that tells two copies of the library apart by identity. */
  witness: string;
  value: unknown;
  /** The library's own statement of its version, where it makes one. */
  says?: string;
}

export interface Offer {
  version: string;
  from: string;
  loaded: boolean;
}

export interface LibraryReport {
  key: string;
  wanted: string;
  /** Version that the application got; `null` when it is a private copy. */
  got: string | null;
  /** Application that provided it. */
  from: string;
  says: string | null;
  offers: Offer[];
}

export interface AppReport {
  app: string;
  release: string;
  libraries: LibraryReport[];
}

/**
 * Finds out which of the offered copies an application really runs on.
 *
 * The share scope says who offered what and what was loaded, but not who received which copy. So the value that the
 * application imported is compared with the same export of each loaded copy. Only loaded copies are looked at: asking
 * an idle entry for its module would download it.
 */
export async function reportShares(app: string, release: string, probes: Probe[]): Promise<AppReport> {
  const scope = currentScope();
  const libraries = await Promise.all(probes.map((probe) => reportLibrary(app, scope, probe)));
  return { app, release, libraries };
}

async function reportLibrary(app: string, scope: ShareScope, probe: Probe): Promise<LibraryReport> {
  const report: LibraryReport = {
    key: probe.key,
    wanted: probe.wanted,
    got: null,
    from: app,
    says: probe.says ?? null,
    offers: offersOf(scope, probe.key),
  };
  for (const [version, entry] of Object.entries(scope[probe.key] ?? {})) {
    if (!entry.loaded) continue;
    if ((await exportOf(entry, probe.witness)) === probe.value) {
      report.got = version;
      report.from = entry.from ?? 'unknown';
    }
  }
  return report;
}

async function exportOf(entry: ShareEntry, name: string): Promise<unknown> {
  const factory = (await entry.get()) as () => Record<string, unknown>;
  return factory()[name];
}

/** Every version in the share scope of one library, newest entry last as the scope keeps them. */
function offersOf(scope: ShareScope, key: string): Offer[] {
  return Object.entries(scope[key] ?? {}).map(([version, entry]) => ({
    version,
    from: entry.from ?? 'unknown',
    loaded: Boolean(entry.loaded),
  }));
}

/** The whole scope as rows, for the page that shows it. */
export function listOffers(): { key: string; offers: Offer[] }[] {
  const scope = currentScope();
  return Object.keys(scope)
    .sort()
    .map((key) => ({ key, offers: offersOf(scope, key) }));
}

function currentScope(): ShareScope {
  if (typeof __webpack_share_scopes__ === 'undefined') return {};
  return __webpack_share_scopes__.default ?? {};
}
