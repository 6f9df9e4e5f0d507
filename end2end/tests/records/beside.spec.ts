// The same record opens beside the page, from the inbox, the list, the board and the palette (S1.2).
import type { Page } from '@playwright/test';
import { isPhone, open, openThread } from '../../helpers/pages.ts';
import { newRecord, openPage, property, rowOf } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

const beside = (page: Page) => page.getByTestId('beside');
const named = (page: Page, name: string) => beside(page).getByRole('heading', { name, level: 2 });

test('a row of a list opens beside it, is changed there, and the next one takes its place', async ({ anna: page, t }) => {
  const stamp = Date.now();
  for (const who of ['Beata', 'Adam']) await newRecord(page, t, 'contact', { full_name: `${who} ${stamp}`, title: 'Kierownik' });
  await open(page, `/records/contact?q=${stamp}&sort=name`);
  await rowOf(page, `Adam ${stamp}`).getByRole('link').click();
  await expect(named(page, `Adam ${stamp}`)).toBeVisible();
  await expect(page).toHaveURL(/q=\d+&sort=name&record=contact\/[0-9a-f-]{36}/);
  const title = property(page, 'title');
  await title.getByRole('button', { name: t('records.edit_field', { field: t('records.fields.title') }) }).click();
  await title.getByRole('textbox').fill('Dyrektor');
  await title.getByTestId('property-save').click();
  await expect(title).toContainText('Dyrektor');
  // Shared, or read again: the server draws it.
  await page.reload();
  await expect(named(page, `Adam ${stamp}`)).toBeVisible();
  await expect(page.locator('html[data-hydrated]')).toBeAttached();
  if (isPhone(page)) {
    await page.getByTestId('beside-back').click();
    await expect(beside(page)).toHaveCount(0);
    await expect(rowOf(page, `Adam ${stamp}`).getByRole('link')).toBeFocused();
  } else {
    await rowOf(page, `Adam ${stamp}`).getByRole('link').focus();
    await page.keyboard.press('ArrowDown');
    await expect(named(page, `Beata ${stamp}`)).toBeVisible();
    await page.keyboard.press('k');
    await expect(named(page, `Adam ${stamp}`)).toBeVisible();
    await beside(page).getByTestId('record-menu').click();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(beside(page)).toBeVisible();
    await page.getByTestId('beside-close').focus();
    await page.keyboard.press('Escape');
    await expect(beside(page)).toHaveCount(0);
    await expect(rowOf(page, `Adam ${stamp}`).getByRole('link')).toBeFocused();
  }
  await expect(page).toHaveURL(/q=\d+&sort=name$/);
  // The browser's own way, and a tab of its own.
  await rowOf(page, `Beata ${stamp}`).getByRole('link').click();
  await openPage(page);
  await expect(page.getByRole('heading', { name: `Beata ${stamp}`, level: 1 })).toBeVisible();
  await page.goBack();
  await expect(named(page, `Beata ${stamp}`)).toBeVisible();
  await page.goBack();
  await expect(beside(page)).toHaveCount(0);
});

test('the client of a mail opens beside it, and what belongs to it in its place', { tag: '@server' }, async ({ anna: page, t, office }) => {
  const stamp = Date.now();
  const [address, subject] = [`ewa.${stamp}@klient.example`, `Meble ${stamp}`];
  await newRecord(page, t, 'company', { name: `Firma ${stamp}` });
  await newRecord(page, t, 'contact', { full_name: `Ewa ${stamp}`, emails: address, company: `Firma ${stamp}` });
  await office.testbed.write(office.anna.address, `Ewa <${address}>`, subject, 'Dzień dobry!');
  await open(page, '/inbox');
  const thread = await openThread(page, subject);
  await thread.getByTestId('badge-client').first().click();
  await expect(named(page, `Ewa ${stamp}`)).toBeVisible();
  await expect(beside(page).getByTestId('timeline')).toContainText(subject);
  // What is typed stays when there is news.
  const note = beside(page).getByLabel(t('records.notes.new'), { exact: true });
  await note.fill('Zadzwonić po dziesiątej');
  await office.testbed.write(office.anna.address, `Ewa <${address}>`, `Drugie ${stamp}`, 'Jeszcze jedno.');
  await expect(beside(page).getByTestId('timeline')).toContainText(`Drugie ${stamp}`, { timeout: 20_000 });
  await expect(note).toHaveValue('Zadzwonić po dziesiątej');
  await property(page, 'company').getByRole('link', { name: `Firma ${stamp}` }).click();
  await expect(named(page, `Firma ${stamp}`)).toBeVisible();
  await page.getByTestId('beside-back').click();
  await expect(named(page, `Ewa ${stamp}`)).toBeVisible();
  // A mail opens where it stands, and is answered there.
  const mail = beside(page).locator('.timeline__entry').filter({ hasText: subject });
  await mail.getByRole('button', { name: subject }).click();
  await expect(mail.getByRole('button', { name: t('inbox.thread.reply'), exact: true })).toBeVisible();
  if (!isPhone(page)) {
    await expect(page.getByTestId('thread')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(beside(page)).toHaveCount(0);
    await expect(page.getByTestId('thread')).toBeVisible();
  }
});

test('S1.2 a card of the board opens beside it, and in Ready what a mail may belong to', async ({ anna: page, t, office }) => {
  const stamp = Date.now();
  const [lead, address, subject] = [`Markizy ${stamp}`, `ola.${stamp}@markizy.example`, `Markizy do biura ${stamp}`];
  for (const name of [lead, `${lead} drugie`]) await newRecord(page, t, 'lead', { name, emails: address });
  await open(page, `/records/lead?view=board&q=${stamp}`);
  await page.getByTestId('lead-card').getByRole('link', { name: lead, exact: true }).click();
  await expect(named(page, lead)).toBeVisible();
  await expect(page).toHaveURL(/view=board&q=\d+&record=lead\/[0-9a-f-]{36}/);
  await office.testbed.write(office.anna.address, `Ola <${address}>`, subject, 'Kiedy?');
  await open(page, '/ready');
  await page.getByTestId('ready-item').filter({ hasText: subject }).click({ timeout: 20_000 });
  await page.getByTestId('ready-attach').click();
  await page.getByTestId('record-matches').getByRole('link', { name: t('ready.look_at', { name: lead }), exact: true }).click();
  await expect(named(page, lead)).toBeVisible();
  await expect(page).toHaveURL(/^[^?]*\/ready\?.*record=lead\/[0-9a-f-]{36}/);
});
