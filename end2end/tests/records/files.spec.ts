// The files of a record: those of its mail, and those that people put beside it.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { isPhone, open } from '../../helpers/pages.ts';
import { newRecord, openRecord } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

const file = (page: Page, name: string) => page.getByTestId('record-file').filter({ hasText: name });

/** A mail with one file. */
function withFile(from: string, to: string, subject: string, name: string, text: string): string {
  const part = 'czesc-listu';
  return [
    `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, 'MIME-Version: 1.0', `Content-Type: multipart/mixed; boundary="${part}"`, '',
    `--${part}`, 'Content-Type: text/plain; charset=utf-8', '', 'W załączeniu oferta.', '',
    `--${part}`, `Content-Type: text/csv; name="${name}"`, `Content-Disposition: attachment; filename="${name}"`, '', text, '',
    `--${part}--`, '',
  ].join('\r\n');
}

test('files of a record: from its mail, added, renamed, taken away and back', async ({ anna: page, office, t, complaints }) => {
  const stamp = Date.now();
  const [name, address, subject] = [`Olga Plik ${stamp}`, `olga.${stamp}@plik.example`, `Oferta ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: name, emails: address });
  const raw = withFile(`Olga <${address}>`, office.anna.address, subject, `cennik-${stamp}.csv`, 'krzesło;100');
  await office.testbed.deliver(office.anna.address, { raw });
  await openRecord(page, name);
  await page.getByTestId('timeline-filters').getByRole('link', { name: t('records.files.title'), exact: true }).click();
  const sent = file(page, `cennik-${stamp}.csv`);
  await expect(sent).toContainText('Olga', { timeout: 20_000 });
  await expect(sent.getByRole('link', { name: subject })).toHaveAttribute('href', /\/threads\//);
  const download = page.waitForEvent('download');
  await sent.getByRole('link', { name: t('inbox.message.download', { name: `cennik-${stamp}.csv` }), exact: true }).last().click();
  expect(await readFile(await (await download).path(), 'utf8')).toContain('krzesło;100');

  const text = (what: string) => ({ name: `${what}-${stamp}.txt`, mimeType: 'text/plain', buffer: Buffer.from(what) });
  const large = { name: `film-${stamp}.mp4`, mimeType: 'video/mp4', buffer: Buffer.alloc(25_000_001) };
  await page.getByTestId('files-input').setInputFiles([text('umowa'), large, text('aneks')]);
  await expect(file(page, `umowa-${stamp}.txt`)).toBeVisible();
  await expect(file(page, `aneks-${stamp}.txt`)).toBeVisible();
  await expect(page.getByTestId('file-refused')).toContainText('25 MB');
  await page.getByTestId('file-refused').getByRole('button').click();
  await expect(page.getByTestId('file-refused')).toHaveCount(0);

  if (!isPhone(page)) {
    // Dropped on the list.
    const dropped = await page.evaluateHandle((called) => {
      const data = new DataTransfer();
      data.items.add(new File(['rzut'], called, { type: 'text/plain' }));
      return data;
    }, `rzut-${stamp}.txt`);
    await page.getByTestId('files').dispatchEvent('drop', { dataTransfer: dropped });
    await expect(file(page, `rzut-${stamp}.txt`)).toBeVisible();
  }

  await file(page, `umowa-${stamp}.txt`).getByTestId('file-menu').click();
  await page.getByRole('menuitem', { name: t('records.files.rename'), exact: true }).click();
  const dialog = page.getByTestId('file-dialog');
  await dialog.getByLabel(t('records.files.name'), { exact: true }).fill('umowa/nowa.txt');
  await dialog.getByTestId('file-rename').click();
  await expect(dialog.getByText(t('errors.reason.these_characters', { characters: '/' }))).toBeVisible();
  expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
  await dialog.getByLabel(t('records.files.name'), { exact: true }).fill(`umowa-podpisana-${stamp}.txt`);
  await dialog.getByTestId('file-rename').click();
  await expect(file(page, `umowa-podpisana-${stamp}.txt`)).toBeVisible();

  await file(page, `aneks-${stamp}.txt`).getByTestId('file-menu').click();
  await page.getByRole('menuitem', { name: t('records.files.remove'), exact: true }).click();
  await expect(file(page, `aneks-${stamp}.txt`)).toHaveCount(0);
  await page.getByTestId('toast').filter({ hasText: `aneks-${stamp}.txt` }).getByRole('button', { name: t('common.undo') }).click();
  await expect(file(page, `aneks-${stamp}.txt`)).toBeVisible();
  // The address says what one looks at; the history tells what was done.
  await open(page, page.url());
  await expect(file(page, `aneks-${stamp}.txt`)).toBeVisible();
  await page.getByTestId('timeline-filters').getByRole('link', { name: t('records.timeline.changes'), exact: true }).click();
  await expect(page.getByTestId('timeline')).toContainText(t('records.files.event_restored', { name: `aneks-${stamp}.txt` }));
});
