// A runtime plugin, as authors write them for @module-federation/runtime.
const events = (globalThis.events = []);

export default function recorder({ prefix } = {}) {
  const note = (name, detail) => events.push(`${prefix}${name} ${detail}`);
  return {
    name: 'recorder',
    beforeInit(args) {
      note('beforeInit', args.userOptions.name);
      return args;
    },
    init(args) {
      note('init', args.options.name);
    },
    beforeRegisterRemote(args) {
      note('beforeRegisterRemote', args.remote.name);
      return args;
    },
    async beforeRequest(args) {
      note('beforeRequest', args.id);
      return args;
    },
    async afterResolve(args) {
      note('afterResolve', `${args.pkgNameOrAlias}${args.expose.slice(1)}`);
      return args;
    },
    async onLoad(args) {
      note('onLoad', args.id);
    },
    createScript({ url }) {
      note('createScript', new URL(url).pathname);
    },
    async beforeLoadShare(args) {
      note('beforeLoadShare', args.pkgName);
      return args;
    },
    async errorLoadRemote({ id, lifecycle }) {
      note('errorLoadRemote', `${id} ${lifecycle}`);
      if (id === 'ghost/thing') return { rescued: true };
    },
  };
}
