const hooks = [
  'beforeInit', 'init', 'beforeRegisterRemote', 'registerRemote', 'beforeRequest', 'afterMatchRemote', 'afterResolve',
  'loadEntry', 'loadEntryError', 'afterLoadEntry', 'beforeInitContainer', 'initContainer', 'getModuleFactory', 'onLoad',
  'errorLoadRemote', 'afterLoadRemote', 'beforeRegisterShare', 'beforeLoadShare', 'resolveShare', 'afterLoadShare',
  'beforePreloadRemote', 'afterPreloadRemote', 'beforeBridgeRender', 'fetch',
];

/** Writes down what it is asked, and changes nothing. */
export default ({ prefix }) => {
  const plugin = { name: 'recorder', apply: (instance) => globalThis.events.push(`${prefix}apply ${instance.name}`) };
  for (const hook of hooks) {
    plugin[hook] = (args) => {
      assert.ok(hook === 'fetch' || hook === 'beforeBridgeRender' || args.origin === undefined || args.origin.name === 'host');
      const what = args.pkgNameOrAlias ?? args.pkgName ?? args.remoteInfo?.name ?? args.remote?.name ?? args.id ?? '';
      globalThis.events.push(`${prefix}${hook} ${what}`.trimEnd());
    };
  }
  return plugin;
};
