// Contacts that turn out to be one person: found while one types, looked at, made one, and taken apart again.
import { open } from '../../helpers/pages.ts';
import { control, newRecord, openRecord, property, rowOf } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('two contacts of one person become one after a look, and come apart again', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [first, second] = [`jan.${stamp}@klient.example`, `kowalski.${stamp}@klient.example`];
  await newRecord(page, t, 'contact', { full_name: `Jan Kowalski ${stamp}`, emails: first, title: 'Prezes' });
  // With a letter wrong and in another order.
  await open(page, '/records/contact');
  await page.getByTestId('new-record').first().click();
  const form = page.getByTestId('record-form');
  await control(form, t, 'full_name').fill(`${stamp} kowalsky jan`);
  const twins = form.getByTestId('twins');
  await expect(twins.getByRole('link', { name: `Jan Kowalski ${stamp}` })).toBeVisible();
  await expect(twins).toContainText(first);
  await control(form, t, 'emails').fill(second);
  await control(form, t, 'title').fill('Dyrektor');
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);

  await openRecord(page, `${stamp} kowalsky jan`);
  const gone = page.url();
  await page.getByTestId('record-menu').click();
  await page.getByRole('menuitem', { name: t('records.merging.open'), exact: true }).click();
  const dialog = page.getByTestId('merge-dialog');
  await dialog.getByLabel(`Jan Kowalski ${stamp}`).check();
  await dialog.getByTestId('merge-next').click();
  await dialog.getByTestId('merge-side').filter({ hasText: `Jan Kowalski ${stamp}` }).getByRole('radio').check();
  const field = (key: string) => dialog.locator(`[data-testid=merge-field][data-key=${key}]`);
  await expect(field('emails')).toContainText(`${first}, ${second}`);
  await field('title').getByLabel('Dyrektor').check();
  await dialog.getByTestId('merge-records').click();
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId('record-head')).toContainText(`Jan Kowalski ${stamp}`);
  await expect(property(page, 'emails')).toContainText(second);
  await expect(property(page, 'title')).toContainText('Dyrektor');
  const stays = page.url();
  expect(stays).not.toBe(gone);
  // The address of the other one leads here, and it is in no list.
  await open(page, new URL(gone).pathname);
  await expect(page).toHaveURL(stays);
  await open(page, `/records/contact?q=${stamp}`);
  await expect(rowOf(page, String(stamp))).toHaveCount(1);

  await openRecord(page, `Jan Kowalski ${stamp}`);
  await page.getByTestId('split-records').click();
  await expect(page.getByTestId('split-records')).toHaveCount(0);
  await expect(property(page, 'emails')).not.toContainText(second);
  await expect(property(page, 'title')).toContainText('Prezes');
  await open(page, new URL(gone).pathname);
  await expect(page.getByTestId('record-head')).toContainText(`${stamp} kowalsky jan`);
  await expect(property(page, 'emails')).toContainText(second);
});

test('of those that are chosen in a list the fuller one stays, and that is taken back from the notice', async ({ anna: page, t }) => {
  const stamp = Date.now();
  await newRecord(page, t, 'contact', { full_name: `Ela Nowak ${stamp}`, emails: `ela.${stamp}@klient.example`, phones: '512 345 679' });
  await newRecord(page, t, 'contact', { full_name: `Elżbieta Nowak ${stamp}` });
  await open(page, `/records/contact?q=${stamp}`);
  await expect(page.getByTestId('record-row')).toHaveCount(2);
  for (const row of [0, 1]) await page.getByTestId('choose').nth(row).check();
  await page.getByTestId('chosen-merge').click();
  const dialog = page.getByTestId('merge-dialog');
  await expect(dialog.getByRole('radio', { checked: true }).first()).toHaveAccessibleName(new RegExp(`Ela Nowak ${stamp}`));
  await dialog.getByTestId('merge-records').click();
  await expect(page.getByTestId('record-row')).toHaveCount(1);
  await expect(page.getByTestId('chosen-bar')).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(page.getByTestId('record-row')).toHaveCount(2);
});
