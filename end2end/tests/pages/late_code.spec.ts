// Code that is fetched later: what does not come is said once, and comes when it is asked for again.
import { open, openThread } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

const CODE = /\/split_mail[^/]*\.wasm$/;

test('code that does not come is said, and asked for again', { tag: '@server' }, async ({ anna: page, t, complaints }) => {
  await page.route(CODE, (route) => route.abort());
  await open(page, '/inbox');
  await expect(page.getByTestId('thread-row').first()).toBeVisible();
  await page.mouse.move(300, 300);
  await page.mouse.move(310, 310);
  const said = page.locator('.frame__trouble');
  await expect(said).toBeVisible();
  // Once, whatever was asked for.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('alert')).toHaveCount(1);
  await page.unroute(CODE);
  await said.getByRole('button', { name: t('common.retry') }).click();
  await expect(said).toHaveCount(0);
  await expect(page.getByTestId('palette')).toBeVisible();
  await page.keyboard.press('Escape');
  const opened = await openThread(page, 'Krzesła do sali konferencyjnej');
  await expect(opened.getByTestId('message-card')).toHaveCount(5);
  const others = complaints.filter((one) => !one.includes('ERR_FAILED') && !one.includes('Failed to fetch'));
  expect(others).toEqual([]);
  complaints.length = 0;
});

test('what is pressed and typed before the page wakes is done when it has', { tag: '@server' }, async ({ anna: page, t }) => {
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(/_bg\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/inbox', { waitUntil: 'commit' });
  await page.getByRole('button', { name: t('common.new_email') }).locator('visible=true').first().click();
  await page.getByRole('searchbox').first().fill('krzesła');
  release();
  await expect(page.getByTestId('composer')).toBeVisible();
  await page.waitForURL(/\/search\?q=/);
  await expect(page.getByTestId('thread-row').first()).toBeVisible();
});

test('a menu that opens before its items are there has them at once', { tag: '@server' }, async ({ anna: page }) => {
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(CODE, async (route) => {
    await held;
    await route.continue();
  });
  await open(page, '/inbox');
  await page.getByTestId('account-menu').click();
  release();
  await expect(page.getByTestId('sign-out')).toBeVisible();
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  const item = await page.getByTestId('sign-out').boundingBox();
  expect(item!.y + item!.height).toBeLessThanOrEqual(page.viewportSize()!.height);
});
