// No async boundary: the entry itself needs a shared package and a remote.
import { version } from 'lib';
import { price } from 'remote/Price';

globalThis.started = { price: price(), version };
globalThis.askWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url));
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    setTimeout(() => reject(new Error('the worker does not answer')), 5000);
  });
