// Leads, as people make them.
import { expect, type Page } from '@playwright/test';
import { open } from './pages.ts';
import type { Words } from './words.ts';

/** Makes a lead with the form for a new one; its page is open. */
export async function newLead(page: Page, t: Words, lead: { name: string; email?: string }): Promise<void> {
  await open(page, '/leads?new');
  const form = page.getByRole('dialog').getByTestId('lead-form');
  await form.getByLabel(t('leads.name'), { exact: true }).fill(lead.name);
  if (lead.email) await form.getByLabel(t('leads.email'), { exact: true }).fill(lead.email);
  await form.getByTestId('lead-create').click();
  await page.waitForURL(/\/leads\/[0-9a-f-]{36}/);
  await expect(page.getByTestId('lead-head')).toBeVisible();
}
