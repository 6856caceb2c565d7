const tell = (hook) => (args) => {
  globalThis.events.push([hook, args]);
};

/** Writes down what it is asked, and brings the container. */
export default () => ({
  name: 'recorder',
  loadEntry: () => globalThis.container,
  beforeInitRemote: tell('beforeInitRemote'),
  afterInitRemote: tell('afterInitRemote'),
  beforeGetExpose: tell('beforeGetExpose'),
  getModuleFactory: tell('getModuleFactory'),
  afterGetExpose: tell('afterGetExpose'),
  beforeExecuteFactory: tell('beforeExecuteFactory'),
  afterExecuteFactory: tell('afterExecuteFactory'),
});
