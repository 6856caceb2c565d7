import { loadRemote, preloadRemote, registerRemotes } from '@module-federation/runtime';
import { version } from 'lib';

addEventListener('message', ({ data }) => {
  registerRemotes([{ name: 'remoteOfWorker', entry: data.entry }]);
  preloadRemote([{ nameOrAlias: 'remoteOfWorker' }])
    .then(() => loadRemote('remoteOfWorker/Price'))
    .then(({ price }) => postMessage({ price: price(), version, asked: globalThis.asked }))
    .catch((error) => postMessage({ error: String(error) }));
});
