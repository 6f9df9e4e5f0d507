// How a contact looks: a photo in place of initials, brought, changed, taken away and back.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { isPhone, open } from '../../helpers/pages.ts';
import { newRecord, openRecord, rowOf } from '../../helpers/records.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

const icons = fileURLToPath(new URL('../../../public/icons/', import.meta.url));

async function act(page: Page, t: Words, what: string): Promise<void> {
  await page.getByTestId('record-menu').click();
  await page.getByRole('menuitem', { name: t(what), exact: true }).click();
}

test('a contact has a photo on its page, beside the list and in it', async ({ anna: page, t, complaints }) => {
  const name = `Fotogeniczna ${Date.now()}`;
  await newRecord(page, t, 'contact', { full_name: name });
  await openRecord(page, name);
  const photo = page.getByTestId('record-head').getByTestId('photo');
  const drawn = () => photo.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth === image.naturalHeight && image.naturalWidth > 0);
  const input = page.getByTestId('photo-input');
  const chooser = page.waitForEvent('filechooser');
  await act(page, t, 'records.photo.add');
  const icon = await readFile(`${icons}/icon-512.png`);
  await (await chooser).setFiles({ name: 'ja.png', mimeType: 'image/png', buffer: icon });
  await expect(photo).toBeVisible();
  await expect.poll(drawn).toBe(true);

  // What cannot be one is said, and the one that is there stays.
  await input.setInputFiles({ name: 'ja.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') });
  await expect(page.getByTestId('toast').filter({ hasText: t('records.photo.not_a_picture') })).toBeVisible();
  await input.setInputFiles({ name: 'film.png', mimeType: 'image/png', buffer: Buffer.alloc(5_000_001) });
  await expect(page.getByTestId('toast').filter({ hasText: '5 MB' })).toBeVisible();
  expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
  await expect(photo).toBeVisible();

  await act(page, t, 'records.photo.remove');
  await expect(photo).toHaveCount(0);
  await page.getByTestId('toast').filter({ hasText: t('records.photo.removed') }).getByRole('button', { name: t('common.undo'), exact: true }).click();
  await expect(photo).toBeVisible();
  await open(page, `/records/contact?q=${encodeURIComponent(name)}`);
  await expect(rowOf(page, name).getByTestId('photo')).toBeVisible();
  if (!isPhone(page)) {
    await rowOf(page, name).getByRole('link').first().click();
    await expect(page.getByTestId('beside').getByTestId('photo')).toBeVisible();
  }
});
