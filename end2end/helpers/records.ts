// Contacts and companies, as people make them.
import { expect, type Locator, type Page } from '@playwright/test';
import { open } from './pages.ts';
import type { Words } from './words.ts';

/** A field of the drawer or of a record's page, by its key in `records.json`. */
export function control(within: Page | Locator, t: Words, key: string): Locator {
  return within.getByLabel(t(`records.fields.${key}`), { exact: true });
}

/** Opens the list of a kind, fills in the drawer and makes a record; the list stays open. */
export async function newRecord(page: Page, t: Words, kind: 'contact' | 'company', values: Record<string, string>): Promise<void> {
  await open(page, `/records/${kind}`);
  await page.getByTestId('new-record').first().click();
  const form = page.getByTestId('record-form');
  for (const [key, value] of Object.entries(values)) await control(form, t, key).fill(value);
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);
  await expect(rowOf(page, (values.name ?? values.full_name)!)).toBeVisible();
}

export function rowOf(page: Page, name: string): Locator {
  return page.getByTestId('record-row').filter({ hasText: name });
}

/** Opens a record from the list that is open. */
export async function openRecord(page: Page, name: string): Promise<void> {
  await rowOf(page, name).getByRole('link').first().click();
  await expect(page.getByTestId('record-head').getByRole('heading', { name })).toBeVisible();
}

/** A field on a record's page. */
export function property(page: Page, key: string): Locator {
  return page.locator(`[data-testid=property][data-key=${key}]`);
}
