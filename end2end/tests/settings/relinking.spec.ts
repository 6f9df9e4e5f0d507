// Linking all mail to records again: begun by an administrator, stopped, and what it found.
import type { Locator } from '@playwright/test';
import { open } from '../../helpers/pages.ts';
import { newRecord, openRecord } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('S2.6 mail that came before its record is linked again, all of it at once, and that can be stopped', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [name, deal, address, subject] = [`Nina Płot ${stamp}`, `Ogrodzenie ${stamp}`, `nina.${stamp}@plot.example`, `Ile za płot ${stamp}`];
  await office.testbed.write(office.anna.address, `Nina <${address}>`, subject, 'Trzydzieści metrów.');
  await open(page, '/ready');
  await expect(page.getByTestId('ready-item').filter({ hasText: subject })).toBeVisible({ timeout: 20_000 });
  await newRecord(page, t, 'contact', { full_name: name, emails: address });
  await newRecord(page, t, 'deal', { name: deal, contact: name });
  await openRecord(page, deal);
  await expect(page.getByTestId('timeline')).toContainText(subject);
  await expect(page.getByTestId('attached-thread')).toHaveCount(0);

  await open(page, '/settings/accounts');
  const [state, begin, stop] = ['relink-state', 'relink-begin', 'relink-stop'].map((id) => page.getByTestId(id)) as [Locator, Locator, Locator];
  await begin.click();
  await expect(state).toHaveAttribute('data-state', 'done', { timeout: 20_000 });
  await expect(state).toContainText(office.anna.name);
  await open(page, '/records/deal');
  await openRecord(page, deal);
  await expect(page.getByTestId('attached-thread')).toContainText(subject);

  // Stopped, or over before it could be: then it says so.
  await open(page, '/settings/accounts');
  await begin.click();
  await stop.click();
  await expect(begin).toBeVisible();
  await expect(state).toHaveAttribute('data-state', /^(stopped|done)$/);
});
