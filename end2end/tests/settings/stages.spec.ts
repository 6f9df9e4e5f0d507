// The stages of a pipeline: an administrator adds one, puts it in its place, and takes it away with what stands in it.
import { open } from '../../helpers/pages.ts';
import { newRecord } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('S0.1 a stage is added, is a column of the board, and goes with its records to another one', async ({ anna: page, t }) => {
  const [name, deal] = [`Pomiar ${Date.now()}`, `Kuchnia ${Date.now()}`];
  const line = page.getByTestId('stage-line').filter({ hasText: name });
  const act = async (what: string) => {
    await line.getByTestId('stage-menu').click();
    await page.getByRole('menuitem', { name: t(what), exact: true }).click();
  };
  await open(page, '/settings/stages/deal');
  await page.getByTestId('add-stage').click();
  await page.getByLabel(t('settings.stages.name'), { exact: true }).fill(name);
  const likely = page.getByTestId('stage-form').getByLabel(t('settings.stages.probability'));
  // What is no number is said beside it, and what was filled in stays.
  await likely.fill('pół na pół');
  await page.getByTestId('stage-save').click();
  await expect(page.getByTestId('stage-form')).toContainText(t('errors.reason.not_a_number'));
  await likely.fill('50 %');
  await page.getByTestId('stage-save').click();
  await expect(line).toContainText('50%');
  // It stands before those that end.
  const last = page.getByTestId('stage-line').last();
  await expect(last).not.toContainText(name);
  await act('settings.fields.up');
  await expect(line).toBeVisible();

  await newRecord(page, t, 'deal', { name: deal, stage: name });
  await open(page, '/records/deal?view=board');
  await expect(page.locator('.board__column').filter({ hasText: name })).toContainText(deal);

  await open(page, '/settings/stages/deal');
  await act('settings.fields.remove');
  await expect(page.getByTestId('stage-uses')).toContainText('1');
  await page.getByTestId('remove-stage').getByLabel(t('settings.stages.move_to'), { exact: true }).selectOption({ label: t('records.stages.deal_qualified') });
  await page.getByTestId('remove-stage-yes').click();
  await expect(line).toHaveCount(0);
  await open(page, `/records/deal?view=board&q=${encodeURIComponent(deal)}`);
  await expect(page.locator('.board__column').filter({ hasText: t('records.stages.deal_qualified') })).toContainText(deal);
  await expect(page.locator('.board__column').filter({ hasText: name })).toHaveCount(0);
});
