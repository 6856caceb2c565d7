export default () => ({ name: 'brings the container', loadEntry: () => globalThis.container });
