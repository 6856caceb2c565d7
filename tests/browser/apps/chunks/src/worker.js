import { shout } from './shout.js';

self.onmessage = async ({ data }) => {
  const { answer } = await import(/* webpackChunkName: "answer" */ './answer.js');
  self.postMessage(shout(`${data}: ${answer}`));
};
