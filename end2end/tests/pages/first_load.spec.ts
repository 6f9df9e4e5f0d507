// The first view comes from the server: rows in its HTML, and little over the wire.
import { open } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('rows are in the HTML before any script runs', async ({ anna: page, office, browser }) => {
  await open(page, '/inbox');
  await expect(page.getByTestId('thread-row').first()).toBeVisible({ timeout: 20_000 });
  const plain = await browser.newContext({ baseURL: office.kurier.url, javaScriptEnabled: false });
  await plain.addCookies(await page.context().cookies());
  const still = await plain.newPage();
  await still.goto('/inbox');
  await expect(still.getByTestId('thread-row').first()).toBeVisible();
  await plain.close();
});

test('the inbox fits into 420 kB', async ({ anna: page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
  await open(page, '/inbox');
  await page.waitForTimeout(1_000);
  console.log(`first load of the inbox: ${Math.round(bytes / 1000)} kB`);
  test.skip(!process.env.KURIER_RELEASE, 'a debug build is neither small nor compressed');
  expect(bytes).toBeLessThanOrEqual(420_000);
});
