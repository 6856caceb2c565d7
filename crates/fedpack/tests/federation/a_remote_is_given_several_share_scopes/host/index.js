export const start = async () => {
  // Before the remote is imported from: it has registered its versions all the same.
  const [icons, ui] = await Promise.all([import('icons'), import('ui')]);
  const { owners, scopes } = await import('remote/Owners');
  return { icons: icons.owner, ui: ui.owner, owners, scopes, own: __webpack_share_scopes__ };
};
