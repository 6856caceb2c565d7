// A page without federated modules of its own, whose worker asks for remotes at run time.
globalThis.started = true;
globalThis.askWorker = (message) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./late_worker.js', import.meta.url));
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(message);
    setTimeout(() => reject(new Error('the worker does not answer')), 5000);
  });
