// What leads have beside what every record has: their threads, their numbers, writing to them, their board by keys, their old addresses.
import { composer } from '../../helpers/compose.ts';
import { isPhone, open } from '../../helpers/pages.ts';
import { control, newRecord, openRecord, property, rowOf } from '../../helpers/records.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

test('S4.6 two threads of one subject are told apart, and who sees neither is told so', { tag: '@server' }, async ({ anna: page, office, t, browser, baseURL, locale }) => {
  const { testbed, anna } = office;
  const stamp = Date.now();
  const [name, address, subject] = [`Dwa watki ${stamp}`, `zakupy.${stamp}@jedna-firma.example`, `Zapytanie ${stamp}`];
  await newRecord(page, t, 'lead', { name, emails: address });
  await openRecord(page, name);
  const lead = new URL(page.url()).pathname;
  for (const person of ['Adam Bies', 'Iza Sroka']) await testbed.write(anna.address, `${person} <${address}>`, subject, `Pisze ${person}.`);
  const attached = page.getByTestId('attached-thread');
  await expect(attached).toHaveCount(2, { timeout: 20_000 });
  for (const person of ['Adam Bies', 'Iza Sroka']) {
    const row = attached.filter({ hasText: person });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText(subject);
    await expect(row.locator('time')).toHaveText(/\d/);
  }

  const context = await browser.newContext({ baseURL, locale });
  const stranger = await context.newPage();
  await signedIn(stranger, office, t, office.celina);
  await open(stranger, lead);
  await expect(stranger.getByTestId('record-head')).toContainText(name);
  await expect(stranger.getByTestId('hidden-threads')).toHaveText(t('leads.hidden_threads_text', { count: 2 }));
  await expect(stranger.getByTestId('attached-thread')).toHaveCount(0);
  await expect(stranger.locator('.lead')).not.toContainText(t('inbox.list.no_subject'));
  await expect(stranger.locator('.lead')).not.toContainText(subject);
  await context.close();
});

test('S4.4 a lead is written to once it has an address; S0.2 S4.1 who has no mailbox is led to one, or to their own mail program', async ({ anna: page, office, t, browser, baseURL, locale }) => {
  const stamp = Date.now();
  const [name, address] = [`Biurka & krzesła ${stamp}`, `jan.${stamp}@klient.example`];
  await newRecord(page, t, 'lead', { name });
  const toMail = page.getByRole('link', { name: t('records.to_ready'), exact: true });
  await expect(toMail).toBeVisible();
  await openRecord(page, name);
  const write = page.getByTestId('write-email');
  const emails = property(page, 'emails');
  await expect(emails).toContainText(t('records.not_filled'));
  await expect(write).toHaveCount(0);
  await emails.getByRole('button', { name: t('records.edit_field', { field: t('records.fields.emails') }), exact: true }).click();
  await control(emails, t, 'emails').fill(address);
  await emails.getByTestId('property-save').click();
  await expect(write).toBeVisible();

  // Celina has no mailbox: nothing waits for her, and what she would write is in no draft.
  const context = await browser.newContext({ baseURL, locale, viewport: page.viewportSize() });
  const other = await context.newPage();
  await signedIn(other, office, t, office.celina);
  await open(other, '/records/lead');
  await expect(other.getByTestId('new-record').first()).toBeVisible();
  await expect(other.getByRole('link', { name: t('records.to_ready'), exact: true })).toHaveCount(0);
  await open(other, new URL(page.url()).pathname);
  await other.getByTestId('write-email').click();
  await expect(other.getByText(t('compose.no_mailbox'), { exact: true })).toBeVisible();
  const prepared = other.getByRole('link', { name: t('compose.own_program'), exact: true });
  await expect(prepared).toHaveAttribute('href', `mailto:${address}?subject=${encodeURIComponent(name)}`);
  await other.getByRole('link', { name: t('compose.connect_mailbox'), exact: true }).click();
  await expect(other.getByLabel(t('settings.add.address'), { exact: true })).toBeVisible();
  await expect(prepared).toHaveCount(0);
  await context.close();

  await write.click();
  await expect(composer(page).locator('.chip__label')).toHaveAttribute('title', address);
});

test('S4.2 whoever calls is found by the number, which a second lead is seen to have too', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [name, number] = [`Dzwoni ${stamp}`, `51${String(stamp).slice(-7)}`];
  await newRecord(page, t, 'lead', { name, phones: number.replace(/(...)(?=.)/g, '$1 ') });
  await page.getByRole('searchbox', { name: t('records.search') }).fill(`+48${number}`);
  await expect(page.getByTestId('record-row')).toHaveCount(1);
  await expect(rowOf(page, name)).toBeVisible();
  await page.getByTestId('new-record').first().click();
  const form = page.getByTestId('record-form');
  await control(form, t, 'phones').fill(number);
  const twins = page.getByTestId('twins');
  await expect(twins).toContainText(t('records.twins.phone'));
  await expect(twins.getByRole('link', { name })).toHaveAttribute('href', /\/records\/lead\//);
  await form.getByRole('button', { name: t('common.cancel'), exact: true }).click();
  await expect(form).toHaveCount(0);
  await openRecord(page, name);
  await expect(property(page, 'phones').getByRole('link')).toHaveAttribute('href', `tel:+48${number}`);
});

test('writing from a lead begins in the composer, and Escape closes it', async ({ anna: page, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  const name = `Do napisania ${Date.now()}`;
  await newRecord(page, t, 'lead', { name, emails: 'jan@klient.example' });
  await openRecord(page, name);
  await page.getByTestId('write-email').click();
  const composer = page.getByTestId('composer');
  await expect(composer.getByRole('textbox', { name: t('compose.body') })).toBeEditable();
  await expect(composer.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(composer).toHaveCount(0);
});

test('a card is moved by its menu, taken back with z, and its name breaks between words', async ({ anna: page, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  const name = `Konferencyjne krzesła ${Date.now()}`;
  await newRecord(page, t, 'lead', { name, emails: 'jan@klient.example' });
  // So narrow that the columns have their least width.
  await page.setViewportSize({ width: 1024, height: 768 });
  await open(page, '/records/lead?view=board');
  const column = (stage: string) => page.locator('.board__column').filter({ has: page.getByRole('heading', { name: t(`leads.stage_${stage}`), exact: true }) });
  const card = (stage: string) => column(stage).getByTestId('lead-card').filter({ hasText: name });
  await expect(card('new')).toBeVisible();
  const broken = await card('new').getByRole('link').evaluate((link) => {
    const text = [...link.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== '')!;
    const range = document.createRange();
    return [...text.textContent!.matchAll(/\S+/g)].map((word) => {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
    });
  });
  expect(broken, 'lines that each word takes').toEqual([1, 1, 1]);
  await card('new').getByTestId('move-to-stage').click();
  await page.getByRole('menuitem', { name: t('leads.stage_contacted'), exact: true }).click();
  await expect(card('contacted')).toBeVisible();
  await expect(page.getByTestId('toast').getByRole('button', { name: t('common.undo') })).toBeVisible();
  await page.keyboard.press('z');
  await expect(card('new')).toBeVisible();
});

test('addresses that leads had before lead to where they are now', { tag: '@server' }, async ({ anna: page, t }) => {
  const name = `Ze starego linku ${Date.now()}`;
  await newRecord(page, t, 'lead', { name });
  const now = (await rowOf(page, name).getByRole('link').getAttribute('href'))!;
  await open(page, now.replace('/records/lead/', '/leads/'));
  await expect(page).toHaveURL(now);
  await expect(page.getByTestId('record-head')).toContainText(name);
  await open(page, '/leads?view=board');
  await expect(page).toHaveURL('/records/lead?view=board');
  await expect(page.getByTestId('lead-card').filter({ hasText: name })).toBeVisible();
});
