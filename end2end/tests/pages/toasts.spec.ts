// What was done is told in a place of its own, one at a time; what failed is not missed because something else went well.
import type { Page } from '@playwright/test';
import { open, row } from '../../helpers/pages.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

async function mark(page: Page, t: Words, subject: string, verb: 'flag' | 'unflag' | 'mark_unread' | 'mark_read'): Promise<void> {
  await row(page, subject).click({ button: 'right' });
  await page.getByRole('menuitem', { name: t(`inbox.act.${verb}`), exact: true }).click();
}

test('one is shown at a time, what failed beside the next, and none for long', { tag: '@server' }, async ({ anna: page, office, t, complaints }) => {
  const subject = `Dymki ${Date.now()}`;
  await office.testbed.write(office.anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await page.clock.install();
  await open(page, '/inbox');
  await expect(row(page, subject)).toBeVisible();
  const shown = page.getByTestId('toast').locator('visible=true');
  const [failed, flagged, unflagged] = [/./, t('inbox.done.flagged', { count: 1 }), t('inbox.done.unflagged', { count: 1 })];
  await page.route(/\/api\/act\d*$/, (route) => route.abort());
  await mark(page, t, subject, 'flag');
  await expect(shown).toHaveCount(1);
  await expect(shown).toHaveAttribute('data-kind', 'failed');
  await page.unroute(/\/api\/act\d*$/);

  await mark(page, t, subject, 'flag');
  await expect(shown.locator('.toast__text')).toHaveText([failed, flagged]);
  await mark(page, t, subject, 'unflag');
  await expect(shown.locator('.toast__text')).toHaveText([failed, unflagged]);
  // Ten seconds: time to read it and to take it back.
  await page.clock.fastForward(6_000);
  await expect(shown).toHaveCount(2);
  await page.clock.fastForward(5_000);
  await expect(page.getByTestId('toast')).toHaveCount(0);
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('ERR_FAILED')));
});
