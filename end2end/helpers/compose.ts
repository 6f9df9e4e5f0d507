// Mail, as people write it.
import { expect, type Locator, type Page } from '@playwright/test';
import { open } from './pages.ts';
import type { Words } from './words.ts';

export const composer = (page: Page): Locator => page.getByTestId('composer');

/** Where the text is written. */
export const text = (page: Page, t: Words): Locator => composer(page).getByRole('textbox', { name: t('compose.body') });

/** Begins a new mail from the inbox and fills it in; it is saved, and not sent. */
export async function write(page: Page, t: Words, to: string, subject: string, words: string): Promise<void> {
  await open(page, '/inbox');
  await page.getByRole('button', { name: t('common.new_email') }).first().click();
  await composer(page).getByLabel(t('compose.to'), { exact: true }).fill(to);
  await page.keyboard.press('Enter');
  await composer(page).getByLabel(t('compose.subject'), { exact: true }).fill(subject);
  await text(page, t).fill(words);
  await expect(composer(page).getByText(t('compose.saved'), { exact: true })).toBeVisible();
}
