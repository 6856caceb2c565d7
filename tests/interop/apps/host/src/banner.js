import { createElement as h, useState } from 'react';

/** Exposed by the host to its own remote: remotes refer to each other. */
export default function Banner({ text }) {
  const [times, setTimes] = useState(1);
  return h('button', { id: 'banner', onClick: () => setTimes(times + 1) }, `${text} × ${times}`);
}
