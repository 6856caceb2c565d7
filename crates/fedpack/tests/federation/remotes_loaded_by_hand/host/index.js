export async function load(container, expose) {
  await __webpack_init_sharing__('default');
  await container.init(__webpack_share_scopes__.default);
  const factory = await container.get(expose);
  return factory();
}
export const lib = () => import('lib');
