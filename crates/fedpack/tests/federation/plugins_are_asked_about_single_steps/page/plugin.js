/** Writes down which modules are preloaded, and may have files of its own for them. */
export default () => ({
  name: 'preloads',
  handlePreloadModule: (args) => globalThis.events.push(['handlePreloadModule', args]),
  generatePreloadAssets: (args) => {
    globalThis.events.push(['generatePreloadAssets', args]);
    return globalThis.files;
  },
});
