// Which fields records have: an administrator adds one, and it is there wherever records are.
import type { Page } from '@playwright/test';
import { open, signIn } from '../../helpers/pages.ts';
import { newRecord, openRecord, property, rowOf } from '../../helpers/records.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

const lineOf = (page: Page, name: string) => page.getByTestId('kind-field').filter({ hasText: name });

async function act(page: Page, t: Words, name: string, what: string): Promise<void> {
  await lineOf(page, name).getByTestId('field-menu').click();
  await page.getByRole('menuitem', { name: t(what), exact: true }).click();
}

test('S0.1 a field of ones own is filled in on a record, taken away and brought back', async ({ anna: page, t, complaints }) => {
  const [name, deal] = [`Drewno ${Date.now()}`, `Stół ${Date.now()}`];
  await open(page, '/settings/fields/deal');
  await page.getByTestId('add-field').click();
  const form = page.getByTestId('field-form');
  await form.getByLabel(t('settings.fields.name_pl'), { exact: true }).fill(name);
  await form.getByLabel(t('settings.fields.what'), { exact: true }).selectOption({ label: t('settings.fields.types.choice') });
  // What is missing is said where it is missing, and what was filled in stays.
  await form.getByTestId('field-save').click();
  await expect(form.getByTestId('field-choices')).toContainText(t('errors.reason.required'));
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !/\b422\b/.test(one)));
  for (const wood of ['Dąb', 'Buk']) {
    await form.getByTestId('add-choice').click();
    await form.getByTestId('choice-line').last().getByLabel(t('settings.fields.in_polish'), { exact: true }).fill(wood);
  }
  await form.getByTestId('choice-line').last().getByRole('button', { name: t('settings.fields.up') }).click();
  await expect(form.getByTestId('choice-line').first().getByLabel(t('settings.fields.in_polish'), { exact: true })).toHaveValue('Buk');
  await form.getByTestId('field-save').click();
  await expect(form).toHaveCount(0);
  await expect(lineOf(page, name)).toContainText(t('settings.fields.types.choice'));

  await newRecord(page, t, 'deal', { name: deal });
  await openRecord(page, deal);
  const key = (await page.getByTestId('property').filter({ hasText: name }).getAttribute('data-key'))!;
  await property(page, key).getByRole('button').first().click();
  await property(page, key).getByRole('combobox').selectOption({ label: 'Dąb' });
  await page.getByTestId('property-save').click();
  await expect(property(page, key)).toContainText('Dąb');

  await open(page, '/settings/fields/deal');
  await act(page, t, name, 'settings.fields.remove');
  await expect(page.getByTestId('field-uses')).toContainText('1');
  await page.getByTestId('remove-field-yes').click();
  await expect(lineOf(page, name)).toHaveCount(0);
  await expect(page.getByTestId('removed-field').filter({ hasText: name })).toBeVisible();
  await open(page, '/settings/fields/deal');
  await page.getByTestId('removed-field').filter({ hasText: name }).getByTestId('restore-field').click();
  await expect(lineOf(page, name)).toBeVisible();
  await open(page, '/records/deal');
  await rowOf(page, deal).getByRole('link').first().click();
  await expect(property(page, key)).toContainText('Dąb');
  // For the other tests it is as it was.
  await open(page, '/settings/fields/deal');
  await act(page, t, name, 'settings.fields.remove');
  await page.getByTestId('remove-field-yes').click();
  await expect(lineOf(page, name)).toHaveCount(0);
});

test('S0.1 several choices with what stands there from the beginning, and a number that may not repeat', async ({ anna: page, t, complaints }) => {
  const stamp = Date.now();
  const [extras, number, project] = [`Dodatki ${stamp}`, `Numer ${stamp}`, `Taras ${stamp}`];
  await open(page, '/settings/fields/project');
  const form = page.getByTestId('field-form');
  const begin = async (name: string, what: string) => {
    await page.getByTestId('add-field').click();
    await form.getByLabel(t('settings.fields.name_pl'), { exact: true }).fill(name);
    await form.getByLabel(t('settings.fields.what'), { exact: true }).selectOption({ label: t(`settings.fields.types.${what}`) });
  };
  await begin(extras, 'choices');
  for (const choice of ['Montaż', 'Transport', 'Serwis']) {
    await form.getByTestId('add-choice').click();
    await form.getByTestId('choice-line').last().getByLabel(t('settings.fields.in_polish'), { exact: true }).fill(choice);
  }
  await form.getByRole('group', { name: t('settings.fields.default') }).getByLabel('Transport', { exact: true }).check();
  await form.getByTestId('field-save').click();
  await expect(form).toHaveCount(0);
  await begin(number, 'number');
  await form.getByLabel(t('settings.fields.unique'), { exact: true }).check();
  await form.getByTestId('field-save').click();
  await expect(form).toHaveCount(0);
  await expect(lineOf(page, number)).toContainText(t('settings.fields.is_unique'));

  await open(page, '/records/project?new');
  const drawer = page.getByTestId('record-form');
  const several = drawer.getByRole('group', { name: extras });
  await expect(several.getByRole('checkbox', { checked: true })).toHaveCount(1);
  await several.getByLabel('Montaż', { exact: true }).check();
  await drawer.getByLabel(t('records.fields.name'), { exact: true }).fill(project);
  await drawer.getByLabel(number, { exact: true }).fill('siedem');
  await drawer.getByTestId('record-create').click();
  await expect(drawer.getByText(t('errors.reason.not_a_number'), { exact: true })).toBeVisible();
  await expect(drawer.getByLabel(number, { exact: true })).toHaveValue('siedem');
  await drawer.getByLabel(number, { exact: true }).fill(String(stamp));
  await drawer.getByTestId('record-create').click();
  await expect(drawer).toHaveCount(0);
  await openRecord(page, project);
  const chosen = page.getByTestId('property').filter({ hasText: extras });
  await expect(chosen.locator('.property__value')).toHaveText('Montaż, Transport');
  await chosen.getByRole('button').click();
  await chosen.getByLabel('Transport', { exact: true }).uncheck();
  await chosen.getByLabel('Serwis', { exact: true }).check();
  await chosen.getByTestId('property-save').click();
  await expect(chosen.locator('.property__value')).toHaveText('Montaż, Serwis');

  await open(page, '/records/project?new');
  await drawer.getByLabel(t('records.fields.name'), { exact: true }).fill(`${project} drugi`);
  await drawer.getByLabel(number, { exact: true }).fill(String(stamp));
  await drawer.getByTestId('record-create').click();
  await expect(drawer.getByText(t('errors.reason.taken'), { exact: true })).toBeVisible();
  expect(complaints.splice(0).filter((one) => !/\b422\b/.test(one))).toEqual([]);
  // For the other tests it is as it was.
  await open(page, '/settings/fields/project');
  for (const name of [extras, number]) {
    await act(page, t, name, 'settings.fields.remove');
    await page.getByTestId('remove-field-yes').click();
    await expect(lineOf(page, name)).toHaveCount(0);
  }
});

test('fields are moved by their menu, and the hand stays where it is', async ({ anna: page, t }) => {
  await open(page, '/settings/fields/project');
  const names = () => page.getByTestId('kind-field').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-key')));
  const before = await names();
  const second = page.locator(`[data-testid=kind-field][data-key=${before[1]}]`);
  for (const [way, first] of [['up', before[1]], ['down', before[0]]] as const) {
    await second.getByTestId('field-menu').click();
    await page.getByRole('menuitem', { name: t(`settings.fields.${way}`), exact: true }).click();
    await expect.poll(async () => (await names())[0]).toBe(first);
    await expect(second.getByTestId('field-menu')).toBeFocused();
  }
  expect(await names()).toEqual(before);
});

test('who is no administrator sees the fields and changes none', { tag: '@server' }, async ({ browser, office, t }) => {
  const context = await browser.newContext({ baseURL: office.kurier.url });
  const page = await context.newPage();
  await signIn(page, t, office.celina);
  await open(page, '/settings/fields/contact');
  await expect(page.getByTestId('kind-field').first()).toBeVisible();
  await expect(page.getByTestId('add-field')).toHaveCount(0);
  await expect(page.getByTestId('field-menu')).toHaveCount(0);
  await context.close();
});
