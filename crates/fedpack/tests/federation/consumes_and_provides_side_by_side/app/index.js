export const start = async () => {
  await Promise.all([__webpack_init_sharing__('one'), __webpack_init_sharing__('two')]);
  const { default: lib } = await import('lib');
  let absent;
  try {
    absent = await import('absent');
  } catch (error) {
    absent = error.message;
  }
  return { lib, absent, scopes: __webpack_share_scopes__ };
};
