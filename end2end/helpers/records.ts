// Records, as people make them.
import { expect, type Locator, type Page } from '@playwright/test';
import { open } from './pages.ts';
import type { Words } from './words.ts';


/** A field of the drawer or of a record's page, by its key in `records.json`. */
export function control(within: Page | Locator, t: Words, key: string): Locator {
  return within.getByLabel(t(`records.fields.${key}`), { exact: true });
}

/** Opens the list of a kind, fills in the drawer and makes a record; the list stays open. */
export async function newRecord(page: Page, t: Words, kind: string, values: Record<string, string>): Promise<void> {
  await open(page, `/records/${kind}`);
  await page.getByTestId('new-record').first().click();
  const form = page.getByTestId('record-form');
  for (const [key, value] of Object.entries(values)) {
    const field = control(form, t, key);
    if (await field.evaluate((one) => one.tagName === 'SELECT')) await field.selectOption({ label: value });
    else if ((await field.getAttribute('role')) === 'combobox') await choose(page, field, value);
    else await field.fill(value);
  }
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);
  await expect(rowOf(page, (values.name ?? values.full_name ?? values.subject)!)).toBeVisible();
}

/** Looks for a record and chooses it. */
async function choose(page: Page, field: Locator, name: string): Promise<void> {
  await field.fill(name);
  await expect(page.locator('[role=option][aria-selected=true]')).toContainText(name);
  await field.press('Enter');
}

/** Opens the menu with what else can be done with a list, and chooses something. */
export async function listTool(page: Page, name: string): Promise<void> {
  await page.getByTestId('list-menu').click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

/** Asks a field in the drawer of filters: how, and below it for what. */
export async function asks(page: Page, t: Words, key: string, how: 'has' | 'one_of' | 'none_of' | 'during' | 'between' | 'filled' | 'empty'): Promise<Locator> {
  const control = page.getByTestId('filter-drawer').locator(`[data-testid=filter-control][data-key=${key}]`);
  await control.getByLabel(t(`records.fields.${key}`), { exact: true }).first().selectOption({ label: t(`records.filter.${how}`) });
  return control;
}

export function rowOf(page: Page, name: string): Locator {
  return page.getByTestId('record-row').filter({ hasText: name });
}

/** Opens the page of a record from the list that is open, by way of the panel beside that. */
export async function openRecord(page: Page, name: string): Promise<void> {
  await rowOf(page, name).getByRole('link').first().click();
  await expect(page.getByTestId('record-head').getByRole('heading', { name })).toBeVisible();
  await openPage(page);
  await expect(page.getByTestId('record-head').getByRole('heading', { name, level: 1 })).toBeVisible();
}

/** Goes on from what is open beside the page to its own page. */
export async function openPage(page: Page): Promise<void> {
  // Back leads to it only when the browser's history has it.
  await page.waitForURL(/[?&]record=/);
  await page.getByTestId('beside-page').click();
  await page.waitForURL(/\/records\/[\w-]+\/[0-9a-f-]{36}/);
  await expect(page.getByTestId('beside')).toHaveCount(0);
}

/** A field on a record's page. */
export function property(page: Page, key: string): Locator {
  return page.locator(`[data-testid=property][data-key=${key}]`);
}
