// Records out of a file: chosen, looked at, brought in, taken back.
import { isPhone, open } from '../../helpers/pages.ts';
import { listTool, newRecord, rowOf } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('a file from a Polish spreadsheet becomes contacts, and is taken back', async ({ anna: page, t, complaints }) => {
  const stamp = Date.now();
  const known = `Znana Osoba ${stamp}`;
  await newRecord(page, t, 'contact', { full_name: known, emails: `znana.${stamp}@a.example` });
  await open(page, '/records/contact');
  await listTool(page, t('imports.title'));
  await expect(page).toHaveURL(/\/import\/contact$/);
  const choose = page.getByTestId('import-file');
  // What is no table is said to be none, and one can go on.
  await choose.setInputFiles({ name: 'klienci.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 0]) });
  await expect(page.getByTestId('import-refused')).toHaveText(t('imports.wrong.no_table'));
  const lines = [
    'Imię;Nazwisko;Adres e-mail;Firma;Ulubiony kolor',
    `Żaneta;Łoś ${stamp};zaneta.${stamp}@b.example;Meble ${stamp};zielony`,
    `Zły;Adres ${stamp};to nie adres;;`,
    `Znana;Osoba;znana.${stamp}@a.example;;`,
  ];
  // In the letters of Polish spreadsheets (windows-1250).
  const letters: Record<string, number> = { ę: 0xea, Ż: 0xaf, Ł: 0xa3, ś: 0x9c, ł: 0xb3 };
  const buffer = Buffer.from([...lines.join('\r\n')].map((letter) => letters[letter] ?? letter.charCodeAt(0)));
  await choose.setInputFiles({ name: `klienci ${stamp}.csv`, mimeType: 'text/csv', buffer });
  const columns = page.getByTestId('import-column');
  await expect(columns).toHaveCount(5);
  const chosen = (at: number) => columns.nth(at).locator('option:checked');
  for (const [at, words] of ['records.fields.full_name', 'records.fields.full_name', 'records.fields.emails', 'records.fields.company', 'imports.not_wanted'].entries()) {
    await expect(chosen(at)).toHaveText(t(words));
  }
  await expect(page.getByTestId('import-plan')).toContainText('zielony');
  // Without a name nothing can be made; what is wrong is said.
  await columns.nth(0).selectOption('');
  await columns.nth(1).selectOption('');
  await page.getByTestId('import-check').click();
  await expect(page.getByTestId('import-complaint')).toContainText(t('records.fields.full_name'));
  await columns.nth(0).selectOption({ label: t('records.fields.full_name') });
  await columns.nth(1).selectOption({ label: t('records.fields.full_name') });
  await page.getByTestId('import-check').click();
  const figure = (key: string) => page.getByTestId('import-result').locator(`[data-key=${key}] dd`);
  await expect(figure('created')).toHaveText('1');
  await expect(figure('skipped')).toHaveText('1');
  await expect(figure('failed')).toHaveText('1');
  const failed = page.getByTestId('import-failed');
  await expect(failed).toContainText(t('imports.line', { number: 3 }));
  await expect(failed).toContainText('to nie adres');
  const download = page.waitForEvent('download');
  await failed.getByRole('link', { name: t('imports.failed_file') }).click();
  const file = await (await download).createReadStream();
  let text = '';
  for await (const part of file) text += String(part);
  expect(text).toContain(t('imports.reason'));
  expect(text).toContain('to nie adres');
  expect(text.split('\r\n').filter((line) => line !== '')).toHaveLength(2);
  await page.getByTestId('import-run').click();
  await expect(page.getByTestId('import')).toHaveAttribute('data-state', 'done');
  await expect(figure('created')).toHaveText('1');
  await open(page, `/records/contact?q=${stamp}`);
  await expect(rowOf(page, `Żaneta Łoś ${stamp}`)).toBeVisible();
  await expect(rowOf(page, `Adres ${stamp}`)).toHaveCount(0);
  // What failed is mended in the file that says why, and imported again as it is.
  await open(page, '/import/contact');
  const mended = text.replace('to nie adres', `zly.${stamp}@b.example`);
  await choose.setInputFiles({ name: `poprawione ${stamp}.csv`, mimeType: 'text/csv', buffer: Buffer.from(mended) });
  await expect(chosen(5)).toHaveText(t('imports.not_wanted'));
  await page.getByTestId('import-check').click();
  await expect(figure('created')).toHaveText('1');
  await expect(figure('failed')).toHaveText('0');
  await page.getByTestId('import-run').click();
  await expect(page.getByTestId('import')).toHaveAttribute('data-state', 'done');
  await open(page, `/records/contact?q=${stamp}`);
  await expect(rowOf(page, `Zły Adres ${stamp}`)).toContainText(`zly.${stamp}@b.example`);
  // From the list of imports back to this one.
  await open(page, '/import/contact');
  await page.getByTestId('imports').getByRole('link', { name: `klienci ${stamp}.csv` }).click();
  await page.getByTestId('import-back').click();
  await page.getByTestId('import-back-sure').click();
  await expect(page.getByTestId('import')).toHaveAttribute('data-state', 'taken_back');
  await open(page, `/records/contact?q=${stamp}`);
  await expect(rowOf(page, known)).toBeVisible();
  await expect(rowOf(page, `Żaneta Łoś ${stamp}`)).toHaveCount(0);
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('422')));
});

test('cards of a phone are contacts', async ({ anna: page, t }) => {
  test.skip(!isPhone(page), 'the same page');
  const stamp = Date.now();
  await open(page, '/import/contact');
  const cards = `BEGIN:VCARD\nVERSION:3.0\nFN:Ola Lis ${stamp}\nEMAIL:ola.${stamp}@a.example\nTEL:512 345 678\nEND:VCARD\n`;
  await page.getByTestId('import-file').setInputFiles({ name: 'kontakty.vcf', mimeType: 'text/vcard', buffer: Buffer.from(cards) });
  await page.getByTestId('import-check').click();
  await page.getByTestId('import-run').click();
  await expect(page.getByTestId('import')).toHaveAttribute('data-state', 'done');
  await page.getByRole('link', { name: t('imports.to_list', { kind: t('records.kinds.contacts') }) }).click();
  await expect(rowOf(page, `Ola Lis ${stamp}`)).toBeVisible();
});

test('an import is stopped while it is under way, says how far it came, and goes back', { tag: '@server' }, async ({ anna: page, t }) => {
  const stamp = Date.now();
  await open(page, '/import/contact');
  const lines = Array.from({ length: 4_000 }, (_, number) => `Wielu ${number} ${stamp};wielu.${number}.${stamp}@wielu.example`);
  const buffer = Buffer.from(['Imię i nazwisko;E-mail', ...lines].join('\n'));
  await page.getByTestId('import-file').setInputFiles({ name: `wielu ${stamp}.csv`, mimeType: 'text/csv', buffer });
  const state = page.getByTestId('import');
  await page.getByTestId('import-check').click();
  await expect(state).toHaveAttribute('data-state', 'checked', { timeout: 30_000 });
  await page.getByTestId('import-run').click();
  await page.getByTestId('import-stop').click();
  await expect(state).toHaveAttribute('data-state', 'done');
  const figure = page.getByTestId('import-result').locator('[data-key=created] dd');
  const made = Number(await figure.textContent());
  expect(made).toBeLessThan(4_000);
  await expect(page.getByText(t('imports.stopped_at', { done: made, total: 4_000 }), { exact: true })).toBeVisible();
  if (made > 0) {
    await page.getByTestId('import-back').click();
    await page.getByTestId('import-back-sure').click();
    await expect(state).toHaveAttribute('data-state', 'taken_back', { timeout: 30_000 });
  }
  await open(page, `/records/contact?q=${stamp}`);
  await expect(page.getByTestId('new-record').first()).toBeVisible();
  await expect(page.getByTestId('record-row')).toHaveCount(0);
});
