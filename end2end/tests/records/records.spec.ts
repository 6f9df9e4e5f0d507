// Contacts and companies (S0.1, S0.7, S1.11 in their beginnings): made in a drawer, found in a list, changed in their place, mail on their timeline.
import { isPhone, open } from '../../helpers/pages.ts';
import { control, newRecord, openRecord, property, rowOf } from '../../helpers/records.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

test('a company and its contact are written down, and each leads to the other', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [firm, person] = [`Meble ${stamp}`, `Jan Nowak ${stamp}`];
  await newRecord(page, t, 'company', { name: firm, domain: `https://www.meble-${stamp}.example/kontakt` });
  await openRecord(page, firm);
  await expect(property(page, 'domain')).toContainText(`meble-${stamp}.example`);
  // A contact of this company, without leaving it.
  await page.getByTestId('add-related').click();
  const form = page.getByTestId('record-form');
  await expect(control(form, t, 'company')).toHaveValue(firm);
  await control(form, t, 'full_name').fill(person);
  await control(form, t, 'phones').fill('512 345 678');
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);
  await page.getByTestId('related').getByRole('link', { name: person }).click();
  await expect(page.getByTestId('record-head')).toContainText(person);
  await expect(property(page, 'phones').getByRole('link')).toHaveAttribute('href', 'tel:+48512345678');
  await property(page, 'company').getByRole('link', { name: firm }).click();
  await expect(page.getByTestId('record-head')).toContainText(firm);
});

test('what is wrong is said beside the field, and what was typed stays', async ({ anna: page, t, complaints }) => {
  await open(page, '/records/company');
  await page.getByTestId('new-record').first().click();
  const form = page.getByTestId('record-form');
  await control(form, t, 'tax_id').fill('526-025-02-75');
  await form.getByTestId('record-create').click();
  await expect(form.getByText(t('errors.reason.required'))).toBeVisible();
  await expect(form.getByText(t('errors.reason.not_a_tax_id'))).toBeVisible();
  await expect(form.getByRole('alert')).toContainText(t('records.fields.tax_id'));
  await expect(control(form, t, 'tax_id')).toHaveValue('526-025-02-75');
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('422')));
});

test('whoever may be known already is named while one types', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const email = `ewa.${stamp}@klient.example`;
  await newRecord(page, t, 'contact', { full_name: `Ewa ${stamp}`, emails: email });
  await page.getByTestId('new-record').first().click();
  await control(page.getByTestId('record-form'), t, 'emails').fill(email.toUpperCase());
  const twins = page.getByTestId('twins');
  await expect(twins.getByRole('link', { name: `Ewa ${stamp}` })).toBeVisible();
  await expect(twins).toContainText(t('records.twins.email'));
});

test('a field is changed in its place, by keys alone, and a second person is asked', async ({ anna: page, t, browser, baseURL, locale, office, complaints }) => {
  test.skip(isPhone(page), 'no keyboard');
  const stamp = Date.now();
  await newRecord(page, t, 'contact', { full_name: `Ola ${stamp}`, title: 'Kierowniczka' });
  await openRecord(page, `Ola ${stamp}`);
  const title = property(page, 'title');
  const edit = title.getByRole('button', { name: t('records.edit_field', { field: t('records.fields.title') }) });
  await edit.focus();
  await page.keyboard.press('Enter');
  await expect(control(title, t, 'title')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(edit).toBeFocused();

  // Bartek changes the same field while Anna writes; what she has typed stays when the page hears of it.
  await page.keyboard.press('Enter');
  await control(title, t, 'title').fill('Dyrektorka');
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, new URL(page.url()).pathname);
  await property(other, 'title').getByRole('button').click();
  await control(property(other, 'title'), t, 'title').fill('Prezeska');
  await other.keyboard.press('Enter');
  await expect(property(other, 'title').locator('.property__value')).toHaveText('Prezeska');
  await context.close();
  await expect(page.getByTestId('timeline')).toContainText(t('records.event_changed', { fields: t('records.fields.title') }));
  await expect(control(title, t, 'title')).toHaveValue('Dyrektorka');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('property-conflict')).toContainText('Prezeska');
  await title.getByTestId('property-save').click();
  await expect(title.locator('.property__value')).toHaveText('Dyrektorka');
  await expect(edit).toBeFocused();
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('409')));
});

test('a list is in the order of its columns, and is found by words without accents', async ({ anna: page, t }) => {
  const stamp = Date.now();
  for (const name of ['Łucja', 'Adam', 'Zenon']) await newRecord(page, t, 'contact', { full_name: `${name} ${stamp}`, emails: `${name.charCodeAt(0)}.${stamp}@klient.example` });
  await page.getByRole('searchbox', { name: t('records.search') }).fill(`${stamp}`);
  const names = page.getByTestId('record-row').locator('.lead-list__name');
  await expect(names).toHaveText([`Zenon ${stamp}`, `Adam ${stamp}`, `Łucja ${stamp}`]);
  if (isPhone(page)) {
    await page.getByLabel(t('records.order'), { exact: true }).selectOption(t('records.fields.full_name'));
  } else {
    await page.getByRole('columnheader', { name: t('records.fields.full_name'), exact: true }).getByRole('link').click();
  }
  await expect(names).toHaveText([`Adam ${stamp}`, `Łucja ${stamp}`, `Zenon ${stamp}`]);
  if (!isPhone(page)) {
    const head = page.getByRole('columnheader', { name: t('records.fields.full_name'), exact: true });
    await head.getByRole('link').click();
    await expect(head).toHaveAttribute('aria-sort', 'descending');
    await expect(names).toHaveText([`Zenon ${stamp}`, `Łucja ${stamp}`, `Adam ${stamp}`]);
  }
  await page.getByRole('searchbox', { name: t('records.search') }).fill(`lucja ${stamp}`);
  await expect(names).toHaveText([`Łucja ${stamp}`]);
  await page.reload();
  await expect(names).toHaveText([`Łucja ${stamp}`]);
});

test('what is deleted is in the bin, and comes back', async ({ anna: page, t }) => {
  const name = `Do kosza ${Date.now()}`;
  await newRecord(page, t, 'contact', { full_name: name });
  await openRecord(page, name);
  await page.getByTestId('record-menu').click();
  await page.getByRole('menuitem', { name: t('records.remove'), exact: true }).click();
  await expect(page.getByTestId('in-bin')).toBeVisible();
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).click();
  await expect(page.getByTestId('in-bin')).toHaveCount(0);
  await page.getByTestId('record-menu').click();
  await page.getByRole('menuitem', { name: t('records.remove'), exact: true }).click();
  await expect(page.getByTestId('in-bin')).toBeVisible();
  await open(page, '/records/contact');
  await expect(page.getByTestId('bin')).toBeVisible();
  await expect(rowOf(page, name)).toHaveCount(0);
  await page.getByTestId('bin').click();
  await rowOf(page, name).getByTestId('restore').click();
  await expect(rowOf(page, name)).toHaveCount(0);
  await page.getByTestId('bin').click();
  await expect(rowOf(page, name)).toBeVisible();
});

test('from the bottom of a phone to a mail to a contact', async ({ anna: page, t }) => {
  const name = `Iza ${Date.now()}`;
  await newRecord(page, t, 'contact', { full_name: name, emails: `iza.${Date.now()}@klient.example` });
  await open(page, '/inbox');
  await page.getByRole('navigation', { name: t('common.nav.main') }).locator('visible=true').getByRole('link', { name: t('records.kinds.contacts') }).click();
  await openRecord(page, name);
  await page.getByTestId('write-email').click();
  const composer = page.getByTestId('composer');
  await expect(composer).toContainText(name);
  await expect(composer.getByRole('textbox', { name: t('compose.subject') })).toBeVisible();
});

test('mail of a contact has its badge, which leads to its timeline', { tag: '@server' }, async ({ anna: page, t, office }) => {
  const stamp = Date.now();
  const [address, subject] = [`kasia.${stamp}@klient.example`, `Pytanie ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: `Kasia ${stamp}`, emails: address });
  await office.testbed.write(office.anna.address, `Kasia <${address}>`, subject, 'Dzień dobry!');
  await open(page, '/inbox');
  const row = page.getByTestId('thread-row').filter({ hasText: subject });
  await expect(row.getByTestId('badge-client')).toBeVisible({ timeout: 20_000 });
  await row.click();
  await page.getByTestId('thread').getByTestId('badge-client').first().click();
  await expect(page.getByTestId('record-head')).toContainText(`Kasia ${stamp}`);
  await expect(page.getByTestId('timeline')).toContainText(subject);
  // Live: the next one is there without being asked for.
  await office.testbed.write(office.anna.address, `Kasia <${address}>`, `Drugie ${stamp}`, 'Jeszcze jedno.');
  await expect(page.getByTestId('timeline')).toContainText(`Drugie ${stamp}`);
});
