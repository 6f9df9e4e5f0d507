// The record to which a mail belongs: seen, changed, and said when it is gone.
import { composer, text } from '../../helpers/compose.ts';
import { open, openThread, pressSend, sendNow } from '../../helpers/pages.ts';
import { accessible } from '../../helpers/pictures.ts';
import { newRecord, openRecord, property } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('S0.1 a mail is given to another record, which has it, and one that is in the bin is said before it leaves', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [contact, first, second] = [`Rita Regał ${stamp}`, `Regały wysokie ${stamp}`, `Regały niskie ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: contact, emails: `rita.${stamp}@regal.example` });
  await newRecord(page, t, 'deal', { name: first, contact });
  await newRecord(page, t, 'deal', { name: second, contact });
  await openRecord(page, second);
  await page.getByTestId('write-email').click();
  const row = page.getByTestId('composer-about');
  await expect(row).toContainText(second);
  await composer(page).getByLabel(t('compose.subject'), { exact: true }).fill(`Cennik ${stamp}`);
  await text(page, t).fill('Cennik w treści.');

  const chooser = page.getByTestId('about-chooser');
  const choose = row.getByTestId('composer-about-choose');
  const offer = (name: string) => chooser.getByTestId('about-offer').filter({ hasText: name });
  await choose.click();
  await expect(offer(first)).toHaveAttribute('data-kind', 'deal');
  await expect(offer(second)).toHaveAttribute('aria-current', 'true');
  await expect(chooser.locator('[data-testid=about-offer][data-kind=contact]').filter({ hasText: contact })).toBeVisible();
  await accessible(page);
  await chooser.getByTestId('about-search').fill(`wysokie ${stamp}`);
  await expect(offer(second)).toHaveCount(0);
  await offer(first).click();
  await expect(chooser).toBeHidden();
  await expect(choose).toBeFocused();
  await expect(row).toContainText(first);
  await expect(page.getByTestId('composer-saved')).toHaveAttribute('data-state', 'saved');

  // Somebody puts it into the bin meanwhile.
  const other = await page.context().newPage();
  await open(other, '/records/deal');
  await openRecord(other, first);
  await other.getByTestId('record-menu').click();
  await other.getByRole('menuitem', { name: t('records.remove'), exact: true }).click();
  await expect(other.getByTestId('in-bin')).toBeVisible();
  await other.close();
  const gone = page.getByTestId('composer-about-gone');
  await expect(gone).toContainText(t('compose.about_in_bin', { name: first }));
  await pressSend(page, t);
  const doubts = page.getByTestId('composer-doubts');
  await expect(doubts).toContainText(t('compose.finding_in_bin', { name: first }));
  await doubts.getByRole('button', { name: t('compose.back_to_writing') }).click();
  await gone.getByTestId('composer-about-restore').click();
  await expect(gone).toHaveCount(0);
  await sendNow(page, t);
  await open(page, '/records/deal');
  await openRecord(page, first);
  await expect(page.getByTestId('timeline')).toContainText(`Cennik ${stamp}`, { timeout: 30_000 });
});

test('S0.1 an answer begins with the record of its conversation, also after the draft was left before the server heard of it', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [contact, deal, subject] = [`Zofia Blat ${stamp}`, `Blaty ${stamp}`, `Pytanie o blaty ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: contact, emails: `zofia.${stamp}@blat.example` });
  await newRecord(page, t, 'deal', { name: deal, contact });
  await office.testbed.write(office.anna.address, `Zofia <zofia.${stamp}@blat.example>`, subject, 'Kiedy?');
  await open(page, '/inbox');
  const thread = await openThread(page, subject);
  await thread.getByRole('button', { name: t('inbox.thread.reply'), exact: true }).first().click();
  const row = page.getByTestId('composer-about');
  await expect(row).toContainText(deal);
  await page.route(/\/api\/say_draft_about/, () => {}, { times: 1 });
  await row.getByTestId('composer-about-choose').click();
  await page.getByTestId('about-nothing').click();
  await expect(row).toContainText(t('compose.about_nothing'));
  await expect(page.getByTestId('composer-saved')).toHaveAttribute('data-state', 'saving');
  await open(page, '/drafts');
  await page.locator('.drafts__open').filter({ hasText: subject }).click();
  await expect(row).toContainText(t('compose.about_nothing'));
  await expect(page.getByTestId('composer-saved')).toHaveAttribute('data-state', 'untouched');
  await page.evaluate(() => localStorage.clear());
  await open(page, '/drafts');
  await page.locator('.drafts__open').filter({ hasText: subject }).click();
  await expect(row).toContainText(t('compose.about_nothing'));
});

test('S0.1 where there is nobody to write to, the button says what is missing and leads there', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const name = `Bez adresu ${stamp}`;
  await newRecord(page, t, 'contact', { full_name: name });
  await openRecord(page, name);
  const missing = page.getByTestId('nobody-to-write-to');
  await page.getByTestId('write-email').click();
  await expect(missing).toContainText(t('records.nobody_without_address'));
  await missing.getByTestId('nobody-field').click();
  await expect(property(page, 'emails').getByRole('textbox')).toBeFocused();
  await newRecord(page, t, 'deal', { name: `Bez kontaktu ${stamp}` });
  await openRecord(page, `Bez kontaktu ${stamp}`);
  await page.getByTestId('write-email').click();
  await missing.getByRole('button', { name: t('records.nobody_choose_contact') }).click();
  await expect(property(page, 'contact').getByRole('combobox')).toBeFocused();
});
