// Pages by keys alone.
import { folder, isPhone, open, openThread, row } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('who skips the navigation goes on in the page', { tag: '@server' }, async ({ anna: page }) => {
  await open(page, '/records/lead');
  const skip = page.locator('.skip-link');
  await skip.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await page.locator('main').evaluate((main) => main.contains(document.activeElement))).toBe(true);
});

test('the list is two links away', { tag: '@server' }, async ({ anna: page, t }) => {
  await open(page, '/inbox');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: t('common.nav.skip'), exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: t('inbox.list.skip'), exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.inbox__list')).toBeFocused();
});

test('the focus stays with what one does: composer closed, thread archived, thread closed', async ({ anna: page, office, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  const { testbed, anna } = office;
  const stamp = Date.now();
  const [last, middle, first] = ['trzeci', 'drugi', 'pierwszy'].map((which) => `Ognisko ${which} ${stamp}`) as [string, string, string];
  for (const subject of [last, middle, first]) await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await open(page, '/inbox');
  const opened = await openThread(page, first);
  await expect(row(page, first)).not.toHaveAttribute('data-unread', 'true');
  const reply = opened.locator('.thread__answer').getByRole('button', { name: t('inbox.thread.reply'), exact: true });
  await reply.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('composer')).toHaveCount(0);
  await expect(reply).toBeFocused();

  // What has the focus leaves with its row.
  await row(page, first).getByRole('link').focus();
  await page.keyboard.press('e');
  await expect(page.getByTestId('thread').getByRole('heading', { name: middle })).toBeVisible();
  // It came by itself: who files it at once has not read it.
  await page.keyboard.press('e');
  await expect(page.getByTestId('thread').getByRole('heading', { name: last })).toBeVisible();
  await expect(row(page, last).getByRole('link')).toBeFocused();
  await page.getByTestId('thread').locator('.thread__answer').getByRole('button').first().focus();
  await page.keyboard.press('u');
  await expect(page.getByTestId('thread')).toHaveCount(0);
  await expect(row(page, last).getByRole('link')).toBeFocused();
  await folder(page, 'Archive').first().getByRole('link').click();
  await expect(row(page, first)).not.toHaveAttribute('data-unread', 'true');
  await expect(row(page, middle)).toHaveAttribute('data-unread', 'true');
});
