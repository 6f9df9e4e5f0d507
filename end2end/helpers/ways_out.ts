// Mail that carries a way out, and where that leads.
import type { Page } from '@playwright/test';
import { open, pressSend } from './pages.ts';
import { newRecord, openRecord } from './records.ts';
import type { Words } from './words.ts';
import { expect, type Office } from './world.ts';

/** Whether a basis is asked for, from now on. */
export async function askForBasis(page: Page, asked: boolean): Promise<void> {
  await open(page, '/settings/privacy');
  const box = page.locator('input[name=consent-required]');
  if ((await box.isChecked()) !== asked) await box.setChecked(asked);
  await expect(box).toHaveAttribute('aria-busy', 'false');
}

/** Writes to somebody new, who is subscribed with it; the page to which the mail leads who wants no more of it. */
export async function wayOut(page: Page, t: Words, office: Office, name: string, address: string): Promise<string> {
  await askForBasis(page, true);
  await newRecord(page, t, 'contact', { full_name: name, emails: address });
  await openRecord(page, name);
  await page.getByTestId('write-email').click();
  const composer = page.getByTestId('composer');
  await composer.getByLabel(t('compose.subject'), { exact: true }).fill(`Oferta dla: ${name}`);
  await composer.getByRole('textbox', { name: t('compose.body') }).fill('Dzień dobry.');
  await pressSend(page, t);
  const panel = page.getByTestId('composer-doubts');
  await panel.getByLabel(t('consents.basis'), { exact: true }).selectOption('contract');
  await panel.getByTestId('composer-send-grounds').click();
  await page.getByTestId('send-now').first().click();
  const mine = async () => (await office.testbed.received()).find((mail) => mail.to.includes(address));
  await expect.poll(mine, { timeout: 30_000 }).toBeTruthy();
  const link = /^List-Unsubscribe: <(.+)>\r?$/m.exec((await mine())!.raw)?.[1];
  return new URL(link!).pathname;
}
