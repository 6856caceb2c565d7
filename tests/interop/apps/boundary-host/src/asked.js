// Tells which points of the life cycle were asked at.
const note = (hook) => {
  (globalThis.asked ??= []).push(hook);
};

export default () => ({
  name: 'asked',
  init: () => note('init'),
  beforeRequest(args) {
    note(`beforeRequest ${args.id}`);
    return args;
  },
  onLoad: (args) => note(`onLoad ${args.id}`),
});
