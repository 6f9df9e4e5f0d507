// Contacts and companies (S0.1, S0.7, S1.11 in their beginnings): made in a drawer, found in a list, changed in their place, mail on their timeline.
import { isPhone, open, openThread } from '../../helpers/pages.ts';
import { control, listTool, newRecord, openRecord, property, rowOf } from '../../helpers/records.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

test('a company and its contact are written down, and each leads to the other', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [firm, person] = [`Meble ${stamp}`, `Jan Nowak ${stamp}`];
  await newRecord(page, t, 'company', { name: firm, domain: `https://www.meble-${stamp}.example/kontakt` });
  await openRecord(page, firm);
  await expect(property(page, 'domain')).toContainText(`meble-${stamp}.example`);
  // A contact of this company, without leaving it.
  const people = page.getByTestId('related').filter({ has: page.getByRole('heading', { name: t('records.kinds.contacts'), exact: true }) });
  await people.getByTestId('add-related').click();
  const form = page.getByTestId('record-form');
  await expect(control(form, t, 'company')).toHaveValue(firm);
  await control(form, t, 'full_name').fill(person);
  await control(form, t, 'phones').fill('512 345 678');
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);
  await page.getByTestId('related').getByRole('link', { name: person }).click();
  await expect(page.getByTestId('record-head')).toContainText(person);
  await expect(property(page, 'phones').getByRole('link')).toHaveAttribute('href', 'tel:+48512345678');
  // A deal with a contact is one with their company, unless somebody says otherwise.
  const deals = page.getByTestId('related').filter({ has: page.getByRole('heading', { name: t('records.kinds.deals'), exact: true }) });
  await deals.getByTestId('add-related').click();
  await expect(control(form, t, 'contact')).toHaveValue(person);
  await expect(control(form, t, 'company')).toHaveValue(firm);
  await control(form, t, 'company').fill('');
  await control(form, t, 'name').fill(`Krzesła ${stamp}`);
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);
  await expect(deals.getByRole('link', { name: `Krzesła ${stamp}` })).toBeVisible();
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
  await expect(page.getByTestId('timeline')).toContainText(`${t('records.fields.title')}: Kierowniczka → Prezeska`);
  await expect(control(title, t, 'title')).toHaveValue('Dyrektorka');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('property-conflict')).toContainText('Prezeska');
  await title.getByTestId('property-save').click();
  await expect(title.locator('.property__value')).toHaveText('Dyrektorka');
  await expect(edit).toBeFocused();
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('409')));
});

test('line 7 two people change different fields of a record, and both stand; of the same field the second is asked', async ({ anna: page, t, browser, baseURL, locale, office, complaints }) => {
  const stamp = Date.now();
  await newRecord(page, t, 'contact', { full_name: `Dwoje ${stamp}`, title: 'Kierowniczka' });
  await openRecord(page, `Dwoje ${stamp}`);
  const context = await browser.newContext({ baseURL, locale, viewport: page.viewportSize() });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, new URL(page.url()).pathname);
  const write = async (on: typeof page, key: string, words: string) => {
    await property(on, key).getByRole('button').click();
    await control(property(on, key), t, key).fill(words);
  };
  const save = (on: typeof page, key: string) => property(on, key).getByTestId('property-save').click();
  const stands = async (key: string, words: string) => {
    for (const on of [page, other]) await expect(property(on, key).locator('.property__value')).toHaveText(words);
  };
  // Both have begun before either has saved.
  await write(page, 'title', 'Dyrektorka');
  await write(other, 'description', 'Dzwonić rano.');
  await save(other, 'description');
  await save(page, 'title');
  await stands('title', 'Dyrektorka');
  await stands('description', 'Dzwonić rano.');
  await expect(page.getByTestId('property-conflict')).toHaveCount(0);

  await write(page, 'title', 'Prezeska');
  await write(other, 'title', 'Wiceprezeska');
  await save(other, 'title');
  await expect(property(other, 'title').locator('.property__value')).toHaveText('Wiceprezeska');
  await save(page, 'title');
  await expect(page.getByTestId('property-conflict')).toContainText('Wiceprezeska');
  await expect(control(property(page, 'title'), t, 'title')).toHaveValue('Prezeska');
  await page.getByTestId('keep-theirs').click();
  await stands('title', 'Wiceprezeska');
  await context.close();
  expect(complaints.splice(0).filter((one) => !one.includes('409'))).toEqual([]);
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

test('each list keeps to itself: words, the drawer, the way back', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [person, firm] = [`Osobna ${stamp}`, `Osobna firma ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: person });
  await newRecord(page, t, 'company', { name: firm });
  const search = page.getByRole('searchbox', { name: t('records.search') });
  await search.fill('niczegotuniema');
  await page.getByRole('link', { name: t('records.clear_filter') }).click();
  await expect(search).toHaveValue('');
  await expect(rowOf(page, firm)).toBeVisible();
  // From one record to another and back again: each shows its own.
  await openRecord(page, firm);
  // To the list with the record beside it, and to the list alone.
  await page.goBack();
  await expect(page.getByTestId('beside')).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId('beside')).toHaveCount(0);
  await expect(rowOf(page, firm)).toBeVisible();
  await search.fill('niczego');
  const places = page.getByRole('navigation', { name: t('common.nav.main') }).locator('visible=true');
  await places.getByRole('link', { name: t('records.kinds.contacts') }).click();
  await expect(page.getByRole('heading', { level: 1, name: t('records.kinds.contacts') })).toBeVisible();
  await expect(rowOf(page, person)).toBeVisible();
  await expect(rowOf(page, firm)).toHaveCount(0);
  await expect(search).toHaveValue('');
  expect(new URL(page.url()).search).toBe('');
  if (isPhone(page)) return;
  // The palette leads to the drawer of the other kind.
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill(t('records.create.company'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: t('records.create.company') }).getByTestId('record-form')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/records/company');
});

test('fields are open side by side, and an answer that comes late closes its own', async ({ anna: page, t }) => {
  const stamp = Date.now();
  await newRecord(page, t, 'contact', { full_name: `Obok ${stamp}` });
  await openRecord(page, `Obok ${stamp}`);
  const [title, note] = [property(page, 'title'), property(page, 'description')];
  await page.route(/\/api\/update_record/, async (route) => {
    await new Promise((done) => setTimeout(done, 700));
    await route.continue();
  });
  await title.getByRole('button').click();
  await control(title, t, 'title').fill('Prezeska');
  await title.getByTestId('property-save').click();
  await note.getByRole('button').click();
  await expect(control(note, t, 'description')).toBeFocused();
  await control(note, t, 'description').fill('Dzwonić po dziesiątej.');
  await expect(title.locator('.property__value')).toHaveText('Prezeska');
  await expect(control(note, t, 'description')).toBeFocused();
  await expect(control(note, t, 'description')).toHaveValue('Dzwonić po dziesiątej.');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(note.locator('.property__value')).toHaveText('Dzwonić po dziesiątej.');
});

test('what is being typed stays when the page cannot be read again', async ({ anna: page, t, office, complaints, browser, baseURL, locale }) => {
  test.skip(isPhone(page), 'the same on every screen');
  const stamp = Date.now();
  await newRecord(page, t, 'contact', { full_name: `Zerwana ${stamp}` });
  await openRecord(page, `Zerwana ${stamp}`);
  const title = property(page, 'title');
  await title.getByRole('button').click();
  await control(title, t, 'title').fill('Dyrektorka');
  await page.route(/\/api\/get_record/, (route) => route.abort());
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, new URL(page.url()).pathname);
  const failed = page.waitForEvent('requestfailed');
  await property(other, 'language').getByRole('button').click();
  await control(property(other, 'language'), t, 'language').selectOption(t('records.languages.pl'));
  await property(other, 'language').getByTestId('property-save').click();
  await failed;
  await context.close();
  await expect(control(title, t, 'title')).toHaveValue('Dyrektorka');
  await page.unroute(/\/api\/get_record/);
  await title.getByTestId('property-save').click();
  await expect(title.locator('.property__value')).toHaveText('Dyrektorka');
  await expect(property(page, 'language')).toContainText(t('records.languages.pl'));
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('get_record')));
});

test('a company is chosen by keys, and Enter chooses nobody whom nobody looked for', async ({ anna: page, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  const stamp = Date.now();
  await newRecord(page, t, 'company', { name: `Wybrana ${stamp}` });
  await newRecord(page, t, 'company', { name: `Inna ${stamp}` });
  await open(page, '/records/contact');
  await page.getByTestId('new-record').first().click();
  const form = page.getByTestId('record-form');
  await control(form, t, 'full_name').fill(`Wybiera ${stamp}`);
  const company = control(form, t, 'company');
  const offered = form.getByRole('listbox', { name: t('records.found') });
  await company.focus();
  await expect(offered.getByRole('option').first()).toBeVisible();
  await expect(offered.getByRole('option', { selected: true })).toHaveCount(0);
  await company.pressSequentially(`Wybrana ${stamp}`);
  await expect(offered.getByRole('option', { selected: true })).toContainText(`Wybrana ${stamp}`);
  await page.keyboard.press('Enter');
  await expect(company).toHaveValue(`Wybrana ${stamp}`);
  await page.keyboard.press('Enter');
  await expect(form).toHaveCount(0);
  await expect(rowOf(page, `Wybiera ${stamp}`)).toContainText(`Wybrana ${stamp}`);
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
  await expect(page.getByTestId('new-record').first()).toBeVisible();
  await expect(rowOf(page, name)).toHaveCount(0);
  await listTool(page, t('records.bin.title'));
  await rowOf(page, name).getByTestId('restore').click();
  await expect(rowOf(page, name)).toHaveCount(0);
  await page.getByTestId('leave-bin').click();
  await expect(rowOf(page, name)).toBeVisible();
});

test('S0.7 from the bottom of a phone to a mail to a contact', async ({ anna: page, t }) => {
  const name = `Iza ${Date.now()}`;
  await newRecord(page, t, 'contact', { full_name: name, emails: `iza.${Date.now()}@klient.example` });
  await open(page, '/inbox');
  await page.getByRole('navigation', { name: t('common.nav.main') }).locator('visible=true').getByRole('link', { name: t('records.kinds.contacts') }).click();
  await openRecord(page, name);
  const head = page.getByTestId('record-head');
  const [picture, write] = [head.locator('.avatar'), head.getByTestId('write-email')];
  if (isPhone(page)) expect((await write.boundingBox())!.y).toBeGreaterThan((await picture.boundingBox())!.y + (await picture.boundingBox())!.height);
  await write.click();
  const composer = page.getByTestId('composer');
  await expect(composer).toContainText(name);
  await expect(composer.getByRole('textbox', { name: t('compose.subject') })).toBeVisible();
  const send = composer.getByRole('button', { name: t('compose.send'), exact: true }).locator('visible=true');
  const [paper, button] = [(await composer.boundingBox())!, (await send.boundingBox())!];
  if (isPhone(page)) {
    // A page of its own, above the navigation.
    expect(paper).toMatchObject({ x: 0, y: 0, width: 390 });
    await expect(head).toHaveCount(0);
    expect(button.y).toBeLessThan(80);
    expect(button.x + button.width).toBeGreaterThan(300);
  }
  for (const more of ['cc', 'bcc']) await expect(composer.getByRole('button', { name: t(`compose.${more}`), exact: true })).toBeVisible();
});

test('S2.2 mail of a contact has its badge, which leads to its timeline', { tag: '@server' }, async ({ anna: page, t, office }) => {
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

test('whoever writes and is not known yet is written down beside the mail', { tag: '@server' }, async ({ anna: page, t, office }) => {
  const stamp = Date.now();
  const [name, address] = [`Nowa Osoba ${stamp}`, `nowa.${stamp}@klient.example`];
  await office.testbed.write(office.anna.address, `${name} <${address}>`, `Od nowej ${stamp}`, 'Dzień dobry!');
  await open(page, '/inbox');
  const thread = await openThread(page, `Od nowej ${stamp}`);
  await page.getByTestId('add-contact').click();
  const form = page.getByTestId('record-form');
  await expect(control(form, t, 'full_name')).toHaveValue(name);
  await expect(control(form, t, 'emails')).toHaveValue(address);
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);
  await expect(thread.getByTestId('badge-client').first()).toBeVisible({ timeout: 20_000 });
  await page.getByTestId('client-timeline').click();
  await expect(page.getByTestId('record-head')).toContainText(name);
  await expect(page.getByTestId('timeline')).toContainText(`Od nowej ${stamp}`);
});

test('several are chosen, changed at once and put into the bin, and each step is taken back', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const names = [`Alfa ${stamp}`, `Beta ${stamp}`, `Gamma ${stamp}`];
  for (const name of names) await newRecord(page, t, 'contact', { full_name: name });
  await open(page, `/records/contact?q=${stamp}`);
  await expect(page.getByTestId('record-row')).toHaveCount(3);
  const box = (name: string) => rowOf(page, name).getByTestId('choose');
  await box(names[0]!).check();
  await expect(page.getByTestId('chosen-bar')).toContainText('1');
  // From one to the other, as everywhere.
  const [first, last] = [page.getByTestId('choose').first(), page.getByTestId('choose').last()];
  await box(names[0]!).uncheck();
  await expect(page.getByTestId('chosen-bar')).toHaveCount(0);
  await first.click();
  await last.click({ modifiers: ['Shift'] });
  await expect(page.locator('[data-testid=record-row][data-chosen]')).toHaveCount(3);
  await page.getByTestId('chosen-change').click();
  const form = page.getByTestId('change-form');
  await form.getByLabel(t('records.chosen.field'), { exact: true }).selectOption({ label: t('records.fields.title') });
  await control(form, t, 'title').fill('Kupiec');
  await form.getByTestId('change-save').click();
  await expect(form).toHaveCount(0);
  await expect(page.getByTestId('chosen-bar')).toHaveCount(0);
  await openRecord(page, names[1]!);
  await expect(property(page, 'title')).toContainText('Kupiec');
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(property(page, 'title')).not.toContainText('Kupiec');

  await open(page, `/records/contact?q=${stamp}`);
  for (const name of names.slice(1)) await box(name).check();
  await page.getByTestId('chosen-remove').click();
  await expect(page.getByTestId('record-row')).toHaveCount(1);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(page.getByTestId('record-row')).toHaveCount(3);
});
