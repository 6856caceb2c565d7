const steps = [
  'beforeLoadRemoteSnapshot', 'loadSnapshot', 'loadRemoteSnapshot', 'afterLoadSnapshot', 'initContainerShareScopeMap',
];

/** Writes down what it is asked, brings containers by their address, and may change a snapshot. */
export default () => ({
  name: 'recorder',
  ...Object.fromEntries(steps.map((step) => [step, (args) => {
    globalThis.events.push([step, args]);
    return globalThis.change?.(step, args);
  }])),
  loadEntry({ remoteInfo }) {
    globalThis.entries.push(remoteInfo);
    return globalThis.containers[remoteInfo.entry];
  },
});
