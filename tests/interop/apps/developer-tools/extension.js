// What an extension of the browser for developers puts into a page before its own scripts: plugins for all instances of Module
// Federation 2 that the page makes, with the helpers of the package. One gives remotes another address, one brings snapshots, one
// tells what is loaded.
import helpers from '@module-federation/runtime/helpers';

const { nativeGlobal, addGlobalSnapshot, getGlobalSnapshot } = helpers.global;
const addresses = JSON.parse(nativeGlobal.localStorage.getItem('addresses') ?? '{}');
const snapshots = JSON.parse(nativeGlobal.localStorage.getItem('snapshots') ?? '{}');

nativeGlobal.__FEDERATION__.__GLOBAL_PLUGIN__.push(
  {
    name: 'another-address',
    beforeRegisterRemote(args) {
      const { remote } = args;
      remote.entry = addresses[remote.name] ?? remote.entry;
      return args;
    },
  },
  {
    name: 'snapshots',
    beforeLoadRemoteSnapshot({ options }) {
      if (options.inBrowser) addGlobalSnapshot(snapshots);
    },
  },
  {
    name: 'what-is-loaded',
    loadRemoteSnapshot(args) {
      const { name, entry } = args.moduleInfo;
      if (args.options.inBrowser) {
        nativeGlobal.postMessage({ told: { name, entry, from: args.from, known: Object.keys(getGlobalSnapshot()) } }, '*');
      }
      return args;
    },
  },
);
