import { explode, explodeSoon } from './explode.tsx';

/** What the tests call; each loads something. */
globalThis.app = {
  plain: () => import(/* webpackChunkName: "plain" */ './plain.js'),
  styled: () => import(/* webpackChunkName: "styled" */ './styled.js'),
  parent: () => import(/* webpackChunkName: "parent" */ './parent.js'),
  later: () => import(/* webpackChunkName: "later", webpackPrefetch: true */ './later.js'),
  throws: () => import(/* webpackChunkName: "throws" */ './throws.js'),
  explode,
  explodeSoon,
  picture: () => new URL('./picture.svg', import.meta.url).href,
  ask: (question) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.js', import.meta.url));
      worker.onmessage = ({ data }) => {
        worker.terminate();
        resolve(data);
      };
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(question);
    }),
};
