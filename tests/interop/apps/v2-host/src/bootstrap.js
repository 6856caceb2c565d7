// What a host of Module Federation 2 does: a remote by its manifest, others that become known at run time, preloading,
// and a runtime plugin (plugin.js). The test waits for `globalThis.result`.
import { getInstance, loadRemote, preloadRemote, registerRemotes } from '@module-federation/runtime';
import { items, version } from 'store';
import { add, storeVersion } from 'remote/counter';

const attempt = (promise) => promise.then((value) => ({ value }), (error) => ({ error: error.message }));

async function run() {
  add('from the static import');
  const { late, missing } = globalThis.addresses;
  registerRemotes([
    { name: 'late', entry: late },
    { name: 'missing', entry: missing },
  ]);
  await preloadRemote([{ nameOrAlias: 'late', exposes: ['lazy'] }]);
  // A link may be gone when its file has come.
  const preloaded = [
    ...[...document.querySelectorAll('link[rel=preload], link[rel=modulepreload]')].map((link) => link.href),
    ...performance.getEntriesByType('resource').map((entry) => entry.name),
  ];
  const lateCounter = await loadRemote('late/counter');
  lateCounter.add('from the late remote');
  const lazy = await loadRemote('late/lazy');
  return {
    version,
    storeVersion,
    items: [...items],
    preloaded,
    lazy: await lazy.text(),
    missing: await attempt(loadRemote('missing/thing')),
    rescued: await attempt(loadRemote('ghost/thing')),
    name: getInstance().name,
    events: globalThis.events,
  };
}

run().then(
  (result) => { globalThis.result = result; },
  (error) => { globalThis.result = { failed: String(error.stack) }; },
);
