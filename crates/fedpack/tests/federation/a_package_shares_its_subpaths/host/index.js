export const start = async () => {
  const { default: button } = await import('ui/button');
  const { default: icons } = await import('ui/icons/list.json');
  const { default: sub } = await import('plain/sub');
  const { default: plain } = await import('plain');
  const thing = await import('remote/Thing');
  return { button, icons, plain, sub, thing, scope: __webpack_share_scopes__.default };
};
