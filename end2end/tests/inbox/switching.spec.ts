// From one folder to another.
import type { Locator, Page } from '@playwright/test';
import { folder, isPhone, open, openThread, row } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

/** A folder of the person's own mailbox, which comes before those of the team. */
const own = (page: Page, path: string): Locator => folder(page, path).first();

test('a folder shows what came since a pointer rested on it', async ({ anna: page, office }) => {
  test.skip(isPhone(page), 'nothing rests on a phone');
  const { testbed, anna } = office;
  await open(page, '/inbox');
  await own(page, 'Sent').click();
  await page.waitForURL(/\/inbox\/[^/]+$/);
  await expect(own(page, 'Sent')).toHaveAttribute('data-current', 'true');
  const fetched = page.waitForResponse((response) => response.url().includes('/api/thread_page'));
  await own(page, 'INBOX').getByRole('link').hover();
  await fetched;
  const subject = `Tuż przed kliknięciem ${Date.now()}`;
  const unread = own(page, 'INBOX').locator('.folder-item__unread');
  const before = await unread.allInnerTexts();
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await expect.poll(() => unread.allInnerTexts()).not.toEqual(before);
  await own(page, 'INBOX').getByRole('link').click();
  await expect(row(page, subject)).toBeVisible();
});

test('a list begins at its top, wherever the last one was', async ({ anna: page, office }) => {
  test.skip(isPhone(page), 'the folders are not beside the list on a phone');
  const { testbed, anna } = office;
  // So low that a few mails are more than can be seen: the office is shared, and nobody wants its inbox full.
  await page.setViewportSize({ width: 1440, height: 480 });
  for (let number = 0; number < 8; number++) {
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', `Długalista ${number}`, 'Dzień dobry');
  }
  await open(page, '/inbox');
  const rows = page.getByTestId('thread-row');
  await expect(rows.filter({ hasText: 'Długalista' }).first()).toBeVisible();
  const list = page.locator('#thread-list');
  // Words are looked up a moment after the mail has come.
  await expect(async () => {
    await open(page, '/search?q=dlugalista');
    expect(await list.evaluate((list) => list.scrollHeight - list.clientHeight)).toBeGreaterThan(200);
  }).toPass();
  await list.evaluate((list) => list.scrollTo(0, 200));
  await own(page, 'INBOX').getByRole('link').click();
  await expect(own(page, 'INBOX')).toHaveAttribute('data-current', 'true');
  await expect(page).toHaveURL(/\/inbox\/[^/]+$/);
  await expect(rows.first()).toBeInViewport({ ratio: 1 });
  expect(await list.evaluate((list) => list.scrollTop)).toBe(0);
});

test('whoever comes by a link and goes on has the right address', { tag: '@server' }, async ({ anna: page }) => {
  await open(page, '/inbox');
  await openThread(page, 'Krzesła do sali konferencyjnej');
  await expect(page).toHaveURL(/\/inbox\/[^/]+\/[^/]+$/);
  await open(page, new URL(page.url()).pathname);
  await own(page, 'Sent').getByRole('link').click();
  await expect(page).toHaveURL(/\/inbox\/[^/]+$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/inbox\/[^/]+\/[^/]+$/);
  await expect(page.getByTestId('thread')).toBeVisible();
});
