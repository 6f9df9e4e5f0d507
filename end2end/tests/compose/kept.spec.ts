// What was written stays when the server does not hear of it: the page is left, and what was written is found again.
import { composer, text } from '../../helpers/compose.ts';
import { open } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('S0.1 a mail of which the server has not heard a word is in the list of drafts, with every word', async ({ anna: page, t, complaints }) => {
  const subject = `Bez sieci ${Date.now()}`;
  await page.route(/\/api\/save_draft/, (route) => route.abort());
  await open(page, '/inbox');
  await page.getByRole('button', { name: t('common.new_email') }).first().click();
  await composer(page).getByLabel(t('compose.subject'), { exact: true }).fill(subject);
  await text(page, t).fill('Każde słowo zostaje.');
  await expect(page.getByTestId('composer-saved')).toHaveAttribute('data-state', 'not-saved');
  await open(page, '/drafts');
  const line = page.getByTestId('draft-row').filter({ hasText: subject });
  await expect(line).toHaveCount(1);

  await page.unroute(/\/api\/save_draft/);
  await line.locator('.drafts__open').click();
  await expect(text(page, t)).toContainText('Każde słowo zostaje.');
  await expect(page.getByTestId('composer-saved')).toHaveAttribute('data-state', 'saved');
  await page.evaluate(() => localStorage.clear());
  await open(page, '/drafts');
  await expect(line).toContainText('Każde słowo zostaje.');
  complaints.splice(0);
});
