export const serve = async (name) => {
  const { asset, render } = await import('remote/Page');
  const { owner } = await import('lib');
  return { asset, html: await render(name), owner };
};
