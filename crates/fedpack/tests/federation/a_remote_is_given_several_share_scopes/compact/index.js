export const start = async () => {
  const { owners, scopes } = await import('remote/Owners');
  const [icons, ui] = await Promise.all([import('icons'), import('ui')]);
  return { icons: icons.owner, ui: ui.owner, owners, scopes, own: __webpack_share_scopes__ };
};
