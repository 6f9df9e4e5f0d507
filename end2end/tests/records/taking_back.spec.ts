// What was just done to a record is taken back from the notice that tells of it, never over what somebody else has done since.
import type { Page } from '@playwright/test';
import { open } from '../../helpers/pages.ts';
import { control, newRecord, openRecord, property } from '../../helpers/records.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

const column = (page: Page, name: string) => page.locator('.board__column').filter({ has: page.getByRole('heading', { name, exact: true }) });
const value = (page: Page, key: string) => property(page, key).locator('.property__value');

async function undo(page: Page, t: Words, said: string): Promise<void> {
  await page.getByTestId('toast').filter({ hasText: said }).getByRole('button', { name: t('common.undo'), exact: true }).click();
}

async function change(page: Page, t: Words, key: string, to: string): Promise<void> {
  await property(page, key).getByRole('button', { name: t('records.edit_field', { field: t(`records.fields.${key}`) }) }).click();
  await control(property(page, key), t, key).fill(to);
  await property(page, key).getByTestId('property-save').click();
  await expect(value(page, key)).toContainText(to);
}

test('a field is what it was, unless somebody else has changed it since', async ({ anna: page, t, browser, baseURL, locale, office }) => {
  const name = `Cofana ${Date.now()}`;
  await newRecord(page, t, 'contact', { full_name: name, title: 'Kierowniczka' });
  await openRecord(page, name);
  const said = t('records.changed_field', { field: t('records.fields.title') });
  await change(page, t, 'title', 'Dyrektorka');
  await undo(page, t, said);
  await expect(value(page, 'title')).toHaveText('Kierowniczka');

  await change(page, t, 'title', 'Dyrektorka');
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, new URL(page.url()).pathname);
  await change(other, t, 'title', 'Prezeska');
  await context.close();
  await expect(value(page, 'title')).toHaveText('Prezeska');
  await undo(page, t, said);
  await expect(page.getByTestId('toast').filter({ hasText: t('records.not_back', { names: name }) })).toBeVisible();
  await expect(value(page, 'title')).toHaveText('Prezeska');
});

test('a project is given up for a reason, and both are taken back: from its page, from the board, in the list', async ({ anna: page, t }) => {
  const name = `Kuchnia ${Date.now()}`;
  const [first, lost] = [t('records.stages.project_planned'), t('records.stages.project_cancelled')];
  const reason = t('records.lost_reasons.no_budget');
  const because = async (choice: string) => {
    const dialog = page.getByTestId('lost-reason');
    await control(dialog, t, 'given_up_reason').selectOption({ label: choice });
    await dialog.getByTestId('lost-save').click();
    await expect(dialog.getByTestId('lost-save')).toHaveCount(0);
  };
  await newRecord(page, t, 'project', { name });
  await openRecord(page, name);
  const stages = page.getByTestId('stages');
  await stages.getByRole('button', { name: lost, exact: true }).click();
  await because(reason);
  await expect(value(page, 'given_up_reason')).toContainText(reason);
  await undo(page, t, lost);
  await expect(stages.getByRole('button', { pressed: true })).toHaveText(first);
  await expect(value(page, 'given_up_reason')).toContainText(t('records.not_filled'));

  await open(page, `/records/project?view=board&q=${encodeURIComponent(name)}`);
  const card = column(page, first).getByTestId('lead-card');
  await card.getByTestId('move-to-stage').click();
  await page.getByRole('menuitem', { name: lost, exact: true }).click();
  await because(reason);
  await expect(column(page, lost).getByTestId('lead-card')).toHaveCount(1);
  await undo(page, t, lost);
  await expect(card).toHaveCount(1);

  // Several at once are asked in the same form.
  await open(page, `/records/project?q=${encodeURIComponent(name)}`);
  await page.getByTestId('choose').first().check();
  await page.getByTestId('chosen-change').click();
  const form = page.getByTestId('change-form');
  await form.getByLabel(t('records.chosen.field'), { exact: true }).selectOption({ label: t('records.fields.stage') });
  await expect(control(form, t, 'given_up_reason')).toHaveCount(0);
  await control(form, t, 'stage').selectOption({ label: lost });
  await control(form, t, 'given_up_reason').selectOption({ label: reason });
  await form.getByTestId('change-save').click();
  await expect(form).toHaveCount(0);
  await openRecord(page, name);
  await expect(value(page, 'given_up_reason')).toContainText(reason);
  await undo(page, t, t('records.chosen.changed', { count: 1 }));
  await expect(value(page, 'given_up_reason')).toContainText(t('records.not_filled'));
  await expect(stages.getByRole('button', { pressed: true })).toHaveText(first);
});

test('the reasons are what an administrator makes of them, with the stages of a kind', async ({ anna: page, t }) => {
  const own = `Brak miejsca ${Date.now()}`;
  await open(page, '/settings/stages/project');
  await expect(page.getByTestId('reason-line').first()).toHaveText(t('records.lost_reasons.client_withdrew'));
  await page.getByTestId('edit-reasons').click();
  const form = page.getByTestId('field-form');
  await form.getByTestId('add-choice').click();
  await form.getByTestId('choice-line').last().getByLabel(t('settings.fields.in_polish'), { exact: true }).fill(own);
  await form.getByTestId('field-save').click();
  await expect(form).toHaveCount(0);
  await expect(page.getByTestId('reason-line').filter({ hasText: own })).toBeVisible();
  // Where nothing can be lost nobody is asked why.
  await open(page, '/settings/stages/ticket');
  await expect(page.getByTestId('stages-list')).toBeVisible();
  await expect(page.getByTestId('lost-reasons')).toHaveCount(0);
});
