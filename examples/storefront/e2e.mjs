// Walks through the built and served shop as a visitor would, and asserts what a visitor would see.
//
// `runFlows` wants a page of playwright-core and nothing else, so that any test runner can lend it one:
//
//     const page = await browser.newPage();
//     await runFlows(page, { origins });

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

/** Where the applications are served. The shell knows its remotes from its build, so ports cannot be chosen freely. */
export const defaultOrigins = {
  shell: 'http://localhost:4100',
  catalog: 'http://localhost:4101',
  checkout: 'http://localhost:4102',
};

/** Every flow in the order in which they build on each other; `page` keeps its cart from one to the next. */
export const flows = [
  ['home page with products of the catalog', home],
  ['filters, sorting and search', shop],
  ['product page with lazy reviews and care guide', product],
  ['cart shared by three applications', cart],
  ['order form with validation', order],
  ['who got what', versions],
  ['remotes on their own origins', standalone],
  ['catalog away', catalogAway],
  ['checkout away', checkoutAway],
  ['both remotes away', bothAway],
];

/**
 * Runs all flows, or those whose name contains `only`. Rejects with the name of the flow that failed; resolves with the
 * names of those that passed.
 */
export async function runFlows(page, { origins = defaultOrigins, only = '' } = {}) {
  const context = { page, origins, lock: await readLock() };
  const passed = [];
  await fresh(context);
  for (const [name, flow] of flows) {
    if (!name.includes(only)) continue;
    const trouble = watch(page);
    try {
      await flow(context);
      // A flow that takes a remote away makes the browser complain, and says so.
      if (!flow.noisy) assert.deepEqual(trouble.list, [], 'the console stays clean');
    } catch (error) {
      error.message = `flow "${name}": ${error.message}${trouble.list.map((line) => `\n  console: ${line}`).join('')}`;
      throw error;
    } finally {
      trouble.stop();
    }
    passed.push(name);
  }
  return passed;
}

catalogAway.noisy = true;
checkoutAway.noisy = true;
bothAway.noisy = true;

async function home({ page, origins }) {
  await go(page, origins.shell, '/');
  await see(page, 'h1', 'Objects for slow mornings');
  const cards = page.locator('[data-app="catalog"] article');
  await until(() => cards.count(), 8, 'two lists of four products');
  await see(page, '[data-testid="cart-count"]', '0');

  const picture = page.locator('[data-testid="card-moss-mug"] img').first();
  await picture.scrollIntoViewIfNeeded();
  await until(() => picture.evaluate((image) => image.naturalWidth), 560, 'a picture of the remote is loaded');
  const address = await picture.evaluate((image) => image.currentSrc);
  assert.ok(address.startsWith(`${origins.catalog}/`), `the remote's picture comes from its own origin: ${address}`);

  const shelf = page.locator('main img').first();
  await until(() => shelf.evaluate((image) => image.naturalWidth > 0), true, 'the SVG of the shell is loaded');

  assert.equal(await style(page, '[data-app="catalog"] ul', 'display'), 'grid', 'the CSS module of the remote applies');
  assert.equal(await style(page, 'header', 'position'), 'sticky', 'the CSS module of the shell applies');
  assert.match(await style(page, '[data-app="catalog"] [role="img"] span', 'mask-image'), /^url\(/, 'url() in CSS');
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()),
    '#2f5d4a',
    'the global CSS applies',
  );

  await page.getByRole('button', { name: 'Dark colours' }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.getByRole('button', { name: 'Light colours' }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
}

async function shop({ page }) {
  await page.locator('header').getByRole('link', { name: 'Shop', exact: true }).click();
  await see(page, 'h1', 'The shop');
  const count = '[data-testid="product-count"]';
  await see(page, count, '12 products');

  await page.getByRole('button', { name: /^Kitchen/ }).click();
  await see(page, count, '3 products');
  await page.getByLabel('Sort by').selectOption('price');
  await seeProducts(page, 'Larder Jar', 'Acorn Board', 'Dawn Pour-Over');
  await page.getByLabel('Sort by').selectOption('price-down');
  await seeProducts(page, 'Dawn Pour-Over', 'Acorn Board', 'Larder Jar');
  assert.match(page.url(), /category=kitchen&sort=price-down/, 'the filter stands in the address');

  await page.getByRole('button', { name: /^Everything/ }).click();
  await page.getByLabel('In stock').check();
  await see(page, count, '11 products');
  await page.getByLabel('In stock').uncheck();

  const box = page.getByLabel('Search the catalog');
  await box.pressSequentially('zeppelin');
  await until(() => box.inputValue(), 'zeppelin', 'no letter is lost while the address follows');
  await see(page, count, '0 products');
  await page.getByRole('button', { name: 'Show everything' }).click();
  await see(page, count, '12 products');

  // The box of the shell leads to the catalog's search, from any page.
  await page.getByRole('link', { name: 'Fieldhouse' }).click();
  await page.getByLabel('Search the shop').fill('linen');
  await see(page, count, '1 product');
  await seeProducts(page, 'Tide Towels');
  await page.getByLabel('Search the shop').fill('');
  await see(page, count, '12 products');
}

async function product({ page, origins }) {
  await page.locator('[data-testid="card-moss-mug"]').getByRole('link').click();
  await see(page, 'h1', 'Moss Mug');
  assert.equal(await page.title(), 'Product · Fieldhouse');

  const swatch = page.locator('dd img');
  await until(() => swatch.evaluate((image) => image.naturalWidth), 64, 'the swatch, named by `new URL`, is loaded');

  const before = await scriptsOf(page, origins.catalog);
  assert.equal(await page.locator('[data-testid="reviews"]').count(), 0);
  await page.getByRole('button', { name: 'Read the reviews' }).click();
  await see(page, '[data-testid="reviews"] > p', '3 recent reviews, 4.7 stars on average.');
  const withReviews = await scriptsOf(page, origins.catalog);
  assert.ok(withReviews > before, 'the reviews are a chunk of their own, loaded when somebody reads them');

  await page.getByRole('button', { name: 'How to look after stoneware' }).click();
  await see(page, 'section h2', 'Stoneware');
  assert.ok((await scriptsOf(page, origins.catalog)) > withReviews, 'each care guide is a chunk of its own');

  await page.getByLabel('Slate').check({ force: true });
  await see(page, 'legend', 'Finish: Slate');
  await page.locator('article').getByRole('button', { name: 'Add Moss Mug to the cart' }).click();
  await see(page, '[data-testid="cart-count"]', '1');
  await see(page, 'body > [role="status"]', 'Moss Mug in Slate is in your cart.');
  assert.equal(await page.getByRole('link', { name: 'Cart 1 thing' }).count(), 1, 'shell and catalog see one cart');
}

async function cart({ page }) {
  await page.getByRole('link', { name: /^Cart \d/ }).click();
  await see(page, 'h1', 'Your cart');
  const line = page.locator('[data-testid="line-moss-mug"]');
  await see(page, '[data-testid="line-moss-mug"] output', '1');
  const total = '[data-testid="total"]';
  await see(page, total, '€28.90');

  // checkout shows a component of catalog, which uses the hook of checkout.
  const suggestions = page.locator('main [data-app="catalog"]');
  await see(page, 'main [data-app="catalog"] h2', 'Goes well with it');
  assert.equal(await suggestions.locator('article').count(), 4);
  await suggestions.getByRole('button', { name: 'Add Ridge Teapot to the cart' }).click();
  await see(page, '[data-testid="line-ridge-teapot"] output', '1');
  await see(page, '[data-testid="cart-count"]', '2');
  assert.equal(await suggestions.locator('[data-testid="card-ridge-teapot"]').count(), 0, 'it is not suggested again');
  await see(page, total, '€96.90');

  await line.getByRole('button', { name: 'One more' }).click();
  await see(page, '[data-testid="line-moss-mug"] output', '2');
  // 48 + 68 euros: the post is free now.
  await see(page, total, '€116.00');

  await page.getByLabel('Discount code').fill('nonsense');
  await see(page, 'aside [role="status"]', 'We do not know this code.');
  await page.getByLabel('Discount code').fill('slowmorning');
  await see(page, total, '€104.40');
  await page.getByLabel('Bicycle courier').check();
  await see(page, total, '€114.30');

  await page.reload();
  await see(page, '[data-testid="line-moss-mug"] output', '2');
  await page.getByRole('button', { name: 'Remove Ridge Teapot' }).click();
  await until(() => page.locator('[data-testid="line-ridge-teapot"]').count(), 0, 'the line is gone');
  await see(page, '[data-testid="cart-count"]', '2');
}

async function order({ page }) {
  await page.getByRole('button', { name: 'Go to checkout' }).click();
  await see(page, 'h1', 'Checkout');
  const submit = page.getByRole('button', { name: 'Order for €52.90' });
  await submit.click();
  await see(page, '#name-problem', 'Please tell us your name.');
  assert.equal(await page.locator('input[aria-invalid="true"]').count(), 8, 'every field is asked for');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'name', 'focus on the first');

  const fill = (label, text) => page.getByLabel(label, { exact: true }).fill(text);
  await fill('Name', 'Ada Lovelace');
  await fill('E-mail', 'ada@');
  await fill('Street and number', 'Mill Lane 4');
  await fill('Postcode', 'HX7 8AA');
  await fill('Town', 'Hebden Bridge');
  await fill('Card number', '4242 4242 4242 4241');
  await fill('Valid until', '08 / 79');
  await page.getByLabel('I have read the terms.').check();
  await submit.click();
  await see(page, '#email-problem', 'This does not look like an e-mail address.');
  await see(page, '#card-problem', 'The card number is not complete or has a mistake in it.');
  assert.equal(await page.locator('input[aria-invalid="true"]').count(), 2);

  await fill('E-mail', 'ada@example.org');
  await see(page, '#email-problem', '');
  await fill('Card number', '4242 4242 4242 4242');
  await submit.click();
  await see(page, 'h1', 'Thank you, Ada Lovelace.');
  assert.match(await page.locator('[data-testid="order-number"]').innerText(), /^FH-\d{6}$/);
  await see(page, '[data-testid="cart-count"]', '0');
}

/** What the lock file and the rules of the share scope let expect. */
function expectedVersions(lock) {
  const shell = (library) => [installed(lock, 'shell', library), 'shell'];
  const catalog = (library) => [installed(lock, 'catalog', library), 'catalog'];
  const checkout = (library) => [installed(lock, 'checkout', library), 'checkout'];
  return [
    // Offered three times at one version: the greatest name wins.
    ['react', { shell: shell('react'), catalog: shell('react'), checkout: shell('react') }],
    ['react-dom', { shell: shell('react-dom'), catalog: shell('react-dom'), checkout: shell('react-dom') }],
    ['react-router', { shell: shell('react-router'), catalog: shell('react-router'), checkout: shell('react-router') }],
    // The shell has an older one, and takes the newer one of the checkout.
    ['zustand', { shell: checkout('zustand'), checkout: checkout('zustand') }],
    // Two majors live side by side.
    ['date-fns', { shell: shell('date-fns'), catalog: shell('date-fns'), checkout: checkout('date-fns') }],
    // A prefix is negotiated module by module.
    ['lodash-es/sumBy', { catalog: checkout('lodash-es'), checkout: checkout('lodash-es') }],
    ['lodash-es/sortBy', { catalog: catalog('lodash-es') }],
  ];
}

async function versions({ page, lock }) {
  assert.notEqual(installed(lock, 'catalog', 'date-fns'), installed(lock, 'checkout', 'date-fns'));
  assert.notEqual(installed(lock, 'shell', 'zustand'), installed(lock, 'checkout', 'zustand'));
  assert.notEqual(installed(lock, 'catalog', 'lodash-es'), installed(lock, 'checkout', 'lodash-es'));

  await page.locator('header').getByRole('link', { name: 'Who got what' }).click();
  await page.locator('main [data-testid="versions"]').waitFor();
  for (const [library, apps] of expectedVersions(lock)) {
    assert.deepEqual(await rowOf(page, library), apps, library);
  }
  assert.deepEqual(await copiesOf(page), {
    react: '1',
    'react-dom': '1',
    'react-router': '1',
    zustand: '1',
    'date-fns': '2',
    'lodash-es/sumBy': '1',
    'lodash-es/sortBy': '1',
  });

  // The same table waits at the foot of every page.
  await page.locator('footer').getByRole('button', { name: 'Who got what' }).click();
  await page.locator('dialog[open] [data-testid="versions"]').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await until(() => page.locator('dialog[open]').count(), 0, 'the drawer is closed');
}

async function standalone({ page, origins }) {
  await go(page, origins.catalog, '/shop/moss-mug');
  await see(page, 'h1', 'Moss Mug');
  await page.locator('article').getByRole('button', { name: 'Add Moss Mug to the cart' }).click();
  await see(page, 'body > [role="status"]', 'Moss Mug in Moss is in your cart.');

  await go(page, origins.checkout, '/');
  await see(page, 'h1', 'Your cart');
  await see(page, '[data-app="catalog"] h2', 'Goes well with it');
}

async function catalogAway({ page, origins, lock }) {
  await without(page, [`${origins.catalog}/remoteEntry.js`], async () => {
    await go(page, origins.shell, '/shop');
    await see(page, 'main [data-failed-remote="catalog"] p', 'The catalog is away for a moment.');
    assert.match(await page.locator('main [data-failed-remote="catalog"] code').textContent(), /^catalog: .*\S/);
    await see(page, '[data-testid="cart-count"]', '0');

    await page.getByRole('link', { name: /^Cart \d/ }).click();
    await see(page, 'h1', 'Your cart');
    await see(page, 'main [data-failed-remote="catalog"] p', 'Our suggestion is away for a moment.');

    await page.locator('header').getByRole('link', { name: 'Who got what' }).click();
    await see(page, 'thead th:nth-child(3)', 'catalog did not answer');
    assert.deepEqual((await rowOf(page, 'date-fns')).checkout, [installed(lock, 'checkout', 'date-fns'), 'checkout']);
  });
  await go(page, origins.shell, '/shop');
  await see(page, '[data-testid="product-count"]', '12 products');
}

async function checkoutAway({ page, origins, lock }) {
  await without(page, [`${origins.checkout}/remoteEntry.js`], async () => {
    await go(page, origins.shell, '/shop');
    await see(page, '[data-testid="product-count"]', '12 products');
    await see(page, '[data-testid="card-moss-mug"] [data-failed-remote]', 'The cart is away for a moment.');
    await see(page, 'header [data-failed-remote="checkout"]', 'The cart is away for a moment.');

    await go(page, origins.shell, '/cart');
    await see(page, 'main [data-failed-remote="checkout"] p', 'The cart is away for a moment.');

    await page.locator('header').getByRole('link', { name: 'Who got what' }).click();
    await see(page, 'thead th:nth-child(4)', 'checkout did not answer');
    assert.deepEqual((await rowOf(page, 'zustand')).shell, [installed(lock, 'shell', 'zustand'), 'shell']);
    assert.deepEqual((await rowOf(page, 'lodash-es/sumBy')).catalog, [installed(lock, 'catalog', 'lodash-es'), 'catalog']);
  });
}

async function bothAway({ page, origins, lock }) {
  const entries = [`${origins.catalog}/remoteEntry.js`, `${origins.checkout}/remoteEntry.js`];
  await without(page, entries, async () => {
    await go(page, origins.shell, '/');
    await see(page, 'h1', 'Objects for slow mornings');
    await until(() => page.locator('main [data-failed-remote="catalog"]').count(), 2, 'both lists are away');
    await page.locator('footer').getByRole('button', { name: 'Who got what' }).click();
    await see(page, 'dialog thead th:nth-child(2)', `shell ${lock.packages.shell.version}`);
    await see(page, 'dialog thead th:nth-child(4)', 'checkout did not answer');
  });
}

// Helpers

/** Empties what a former run left in the browser. */
async function fresh({ page, origins }) {
  for (const origin of Object.values(origins)) {
    await page.goto(`${origin}/`);
    await page.evaluate(() => localStorage.clear());
  }
}

/** Loads a page anew, also when only the part after `#` differs. */
async function go(page, origin, route) {
  await page.goto('about:blank');
  await page.goto(`${origin}/#${route}`);
}

/** Waits until the first match of the selector shows this text, and nothing else. */
async function see(page, selector, text) {
  const shown = async () => {
    const [first] = await page.locator(selector).allInnerTexts();
    return first?.replace(/\s+/g, ' ').trim() ?? null;
  };
  await until(shown, text, `${selector} shows the text`);
}

async function until(read, wanted, what) {
  const end = Date.now() + 10_000;
  let got = await read();
  while (got !== wanted && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    got = await read();
  }
  assert.equal(got, wanted, what);
}

/** Waits until the catalog shows these products in this order. */
function seeProducts(page, ...names) {
  const shown = async () => (await page.locator('[data-app="catalog"] article h2').allInnerTexts()).join(', ');
  return until(shown, names.join(', '), 'the products');
}

function style(page, selector, property) {
  return page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
}

/** How many scripts of an origin the page has loaded. */
function scriptsOf(page, origin) {
  return page.evaluate(
    (prefix) =>
      performance.getEntriesByType('resource').filter(({ name }) => name.startsWith(prefix) && name.endsWith('.js')).length,
    `${origin}/`,
  );
}

/** One row of the table of versions: `{app: [version, from]}`. */
function rowOf(page, library) {
  return page.locator(`main [data-library="${library}"] td[data-version]`).evaluateAll((cells) =>
    Object.fromEntries(cells.map(({ dataset }) => [dataset.app, [dataset.version, dataset.from]])),
  );
}

function copiesOf(page) {
  return page
    .locator('main [data-library]')
    .evaluateAll((rows) =>
      Object.fromEntries(rows.map((row) => [row.dataset.library, row.querySelector('[data-copies]').textContent])),
    );
}

/** Does something while some addresses cannot be reached. */
async function without(page, addresses, action) {
  const blocked = (url) => addresses.includes(url.href);
  const abort = (route) => route.abort('connectionrefused');
  await page.route(blocked, abort);
  try {
    await action();
  } finally {
    await page.unroute(blocked, abort);
  }
}

/** Collects what must not happen on a healthy page. */
function watch(page) {
  const list = [];
  const onConsole = (message) => {
    if (message.type() === 'error' || message.type() === 'warning') list.push(`${message.type()}: ${message.text()}`);
  };
  const onError = (error) => list.push(`uncaught: ${error.message}`);
  const onResponse = (response) => {
    if (response.status() >= 400) list.push(`${response.status()}: ${response.url()}`);
  };
  page.on('console', onConsole);
  page.on('pageerror', onError);
  page.on('response', onResponse);
  return {
    list,
    stop() {
      page.off('console', onConsole);
      page.off('pageerror', onError);
      page.off('response', onResponse);
    },
  };
}

async function readLock() {
  return JSON.parse(await readFile(new URL('package-lock.json', import.meta.url), 'utf8'));
}

/** Version of a library in an application's own `node_modules`, or in the one above it. */
function installed({ packages }, app, library) {
  const entry = packages[`${app}/node_modules/${library}`] ?? packages[`node_modules/${library}`];
  assert.ok(entry, `${library} is in the lock file`);
  return entry.version;
}
