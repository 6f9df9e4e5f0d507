// Addresses and numbers in fields of one's own, and where the workspace is at home.
import { open, signIn } from '../../helpers/pages.ts';
import { newRecord, openRecord, property } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('S0.1 an address and a number stand in fields of ones own: written to, called, and known again', async ({ anna: page, t, complaints }) => {
  const stamp = Date.now();
  const fields = [[`Prywatny ${stamp}`, 'email'], [`Domowy ${stamp}`, 'phone']] as const;
  await open(page, '/settings/fields/contact');
  for (const [name, what] of fields) {
    await page.getByTestId('add-field').click();
    const form = page.getByTestId('field-form');
    await form.getByLabel(t('settings.fields.name_pl'), { exact: true }).fill(name);
    await form.getByLabel(t('settings.fields.what'), { exact: true }).selectOption({ label: t(`settings.fields.types.${what}`) });
    await form.getByTestId('field-save').click();
    await expect(form).toHaveCount(0);
    await expect(page.getByTestId('kind-field').filter({ hasText: name })).toContainText(t(`settings.fields.types.${what}`));
  }
  const person = `Jan ${stamp}`;
  await newRecord(page, t, 'contact', { full_name: person });
  await openRecord(page, person);
  const keys = [];
  for (const [name] of fields) keys.push((await page.getByTestId('property').filter({ hasText: name }).getAttribute('data-key'))!);
  const [email, phone] = keys as [string, string];
  const write = async (key: string, value: string) => {
    const box = property(page, key).getByRole('textbox');
    if ((await box.count()) === 0) await property(page, key).locator('[data-edit]').click();
    await box.fill(value);
    await page.getByTestId('property-save').click();
  };
  // What is none is said where it was typed, and stays.
  await write(phone, '12');
  await expect(property(page, phone)).toContainText(t('errors.reason.not_a_phone'));
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !/\b422\b/.test(one)));
  await write(phone, '512 345 678');
  await expect(property(page, phone).getByRole('link', { name: '+48 512 345 678' })).toHaveAttribute('href', 'tel:+48512345678');
  await write(email, `jan.${stamp}@dom.example`);
  await property(page, email).getByRole('button', { name: `jan.${stamp}@dom.example` }).click();
  await expect(page.getByTestId('composer')).toContainText(`jan.${stamp}@dom.example`);
  // Who has the address already is told while it is typed elsewhere.
  await open(page, '/records/contact');
  await page.getByTestId('new-record').first().click();
  const form = page.getByTestId('record-form');
  await form.getByLabel(t('records.fields.emails'), { exact: true }).fill(`jan.${stamp}@dom.example`);
  await expect(form.getByRole('link', { name: person })).toBeVisible();
  // For the other tests it is as it was.
  await open(page, '/settings/fields/contact');
  for (const [name] of fields) {
    const line = page.getByTestId('kind-field').filter({ hasText: name });
    await line.getByTestId('field-menu').click();
    await page.getByRole('menuitem', { name: t('settings.fields.remove'), exact: true }).click();
    await page.getByTestId('remove-field-yes').click();
    await expect(line).toHaveCount(0);
  }
});

test('the country and the currency are chosen by administrators, and told to the others', { tag: '@server' }, async ({ anna: page, browser, office, t }) => {
  await open(page, '/settings/workspace');
  const country = page.getByLabel(t('settings.workspace.country'), { exact: true });
  await expect(country).toHaveValue('PL');
  await expect(page.getByLabel(t('settings.workspace.currency'), { exact: true })).toHaveValue('PLN');
  await page.getByTestId('workspace-save').click();
  await expect(page.getByTestId('toast').filter({ hasText: t('common.saved') })).toBeVisible();
  const context = await browser.newContext({ baseURL: office.kurier.url });
  const other = await context.newPage();
  await signIn(other, t, office.celina);
  await open(other, '/settings/workspace');
  await expect(other.getByTestId('workspace-home')).toContainText(t('settings.workspace.countries.pl'));
  await expect(other.getByTestId('workspace-form')).toHaveCount(0);
  await context.close();
});
