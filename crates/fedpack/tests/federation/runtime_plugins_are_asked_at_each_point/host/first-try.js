/** Brings the container at the second address that is tried. */
export default () => ({
  name: 'second address',
  loadEntry: ({ remoteInfo }) => (remoteInfo.entry === 'http://other.test/entry.js' ? globalThis.shopContainer : undefined),
  loadEntryError: ({ getRemoteEntry, remoteInfo, globalLoading, uniqueKey }) => {
    if (remoteInfo.name !== 'shop') return;
    delete globalLoading[uniqueKey];
    return getRemoteEntry({ remoteInfo, getEntryUrl: (url) => url.replace('shop.test', 'other.test') });
  },
  getModuleFactory: ({ remoteEntryExports, expose, moduleInfo }) =>
    expose === './Wrapped' && moduleInfo.name === 'shop'
      ? remoteEntryExports.get('./List').then((factory) => () => ({ list: `wrapped ${factory().list}` }))
      : undefined,
  resolveShare: (args) => {
    if (args.pkgName === 'lib') args.resolver = () => ({ shared: { version: '9', lib: () => ({ version: 'of a plugin' }) } });
    return args;
  },
});
