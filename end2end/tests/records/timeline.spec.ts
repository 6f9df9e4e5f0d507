// The timeline of a record: mail is read and answered on it, and one sees of it what one looks for.
import type { Page } from '@playwright/test';
import { composer } from '../../helpers/compose.ts';
import { isPhone, open, sendNow } from '../../helpers/pages.ts';
import { control, newRecord, openRecord, property } from '../../helpers/records.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

const mailOf = (page: Page, subject: string) => page.getByTestId('timeline-mail').filter({ hasText: subject });
const show = (page: Page, t: Words, what: string) =>
  page.getByTestId('timeline-filters').getByRole('link', { name: t(`records.timeline.${what}`), exact: true }).click();

test('S0.3 S1.2 mail is read on the record, and answered there', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [name, address, subject] = [`Ewa Regał ${stamp}`, `ewa.${stamp}@regal.example`, `Regały ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: name, emails: address });
  const html = ['MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8'];
  const head = [`From: Ewa <${address}>`, `To: ${office.anna.address}`, `Subject: ${subject}`, ...html, ''];
  await office.testbed.deliver(office.anna.address, { raw: [...head, '<p>Ile <b>regałów</b> zmieści się w sali?</p>'].join('\r\n') });
  await openRecord(page, name);
  const mail = mailOf(page, subject).first();
  await mail.getByRole('button', { name: subject }).click();
  const letter = mail.getByTestId('open-mail');
  await expect(letter.frameLocator('iframe').getByText('Ile regałów zmieści się w sali?')).toBeVisible();
  await expect(letter).toContainText(address);
  // News leave it as it is.
  await office.testbed.write(office.anna.address, `Ewa <${address}>`, `Jeszcze jedno ${stamp}`, 'I drabinka.');
  await expect(mailOf(page, `Jeszcze jedno ${stamp}`)).toBeVisible();
  await expect(letter).toBeVisible();
  await letter.getByRole('button', { name: t('inbox.thread.reply'), exact: true }).click();
  const composer = page.getByTestId('composer');
  await composer.getByRole('textbox', { name: t('compose.body') }).fill('Dwanaście.');
  await expect(composer.getByText('Ewa', { exact: true }).first()).toBeVisible();
  await composer.getByRole('button', { name: t('compose.send'), exact: true }).click();
  await page.getByTestId('send-now').click();
  if (isPhone(page)) await open(page, page.url());
  await expect(page.getByTestId('record-head')).toContainText(name);
  await expect(mailOf(page, `Re: ${subject}`)).toBeVisible({ timeout: 20_000 });
  await mailOf(page, `Re: ${subject}`).getByRole('button', { name: subject }).click();
  const sent = mailOf(page, `Re: ${subject}`).getByTestId('open-mail');
  await expect(sent.frameLocator('iframe').getByText('Dwanaście.')).toBeVisible();
});

test('S0.3 a plain reply to what a colleague wrote to the contact goes to the colleague alone, and a mail of two mailboxes stands once', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [name, address, subject] = [`Olaf Gzyms ${stamp}`, `olaf.${stamp}@gzyms.example`, `Gzymsy ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: name, emails: address });
  const { anna, bartek, biuro } = office;
  const head = [`From: ${bartek.name} <${bartek.address}>`, `To: Olaf <${address}>`, `Cc: ${anna.address}, ${biuro.address}`, `Subject: ${subject}`];
  const raw = [...head, `Message-ID: <gzyms.${stamp}@firma.example>`, 'MIME-Version: 1.0', 'Content-Type: text/plain', '', 'Oferta w czwartek.', ''].join('\r\n');
  for (const mailbox of [anna, biuro]) await office.testbed.deliver(mailbox.address, { raw });
  await openRecord(page, name);
  const mail = mailOf(page, subject);
  const here = page.url();
  const recipients = composer(page).locator('.chip__label');
  const press = async (words: string) => {
    await expect(mail).toBeVisible({ timeout: 20_000 });
    await mail.getByRole('button', { name: subject }).click();
    await mail.getByTestId('open-mail').getByRole('button', { name: t(words), exact: true }).click();
  };
  await press('inbox.thread.reply');
  await expect(recipients).toHaveCount(1);
  await expect(recipients).toHaveAttribute('title', new RegExp(bartek.address));
  await open(page, here);
  await press('inbox.thread.reply_all');
  await expect(recipients.and(page.locator(`[title*="${address}"]`))).toHaveCount(1);
  await expect(recipients.and(page.locator(`[title*="${bartek.address}"]`))).toHaveCount(1);
  // By now it has come by the other mailbox too.
  await expect.poll(async () => (await office.testbed.mails(biuro.address)).some((one) => one.subject === subject)).toBe(true);
  await open(page, here);
  await expect(mail).toHaveCount(1);
});

test('S0.6 a mail is forwarded from the record, to a colleague and to somebody outside, and is on its timeline as Fwd', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [name, address, subject] = [`Zenon Dach ${stamp}`, `zenon.${stamp}@dach.example`, `Dachówki ${stamp}`];
  const outside = `montaz.${stamp}@podwykonawca.example`;
  await newRecord(page, t, 'contact', { full_name: name, emails: address });
  await office.testbed.write(office.anna.address, `Zenon <${address}>`, subject, 'Ile dachówek na sto metrów?');
  await openRecord(page, name);
  const mail = mailOf(page, subject);
  await mail.getByRole('button', { name: subject }).click();
  await mail.getByTestId('open-mail').getByRole('button', { name: t('inbox.thread.forward'), exact: true }).click();
  await composer(page).getByRole('combobox', { name: t('compose.to') }).fill(`${office.bartek.address}, ${outside}`);
  await page.keyboard.press('Enter');
  await expect(composer(page).locator('.chip')).toHaveCount(2);
  await expect(composer(page).getByLabel(t('compose.subject'), { exact: true })).toHaveValue(`Fwd: ${subject}`);
  await sendNow(page, t);
  const sent = async () => (await office.testbed.received()).filter((one) => one.subject === `Fwd: ${subject}`);
  await expect.poll(sent, { timeout: 30_000 }).toHaveLength(1);
  const [forwarded] = await sent();
  expect([...forwarded!.to].sort()).toEqual([office.bartek.address, outside].sort());
  expect(forwarded!.text).toContain('Ile dachówek na sto metrów?');
  if (isPhone(page)) await open(page, page.url());
  await expect(page.getByTestId('record-head')).toContainText(name);
  await expect(mailOf(page, `Fwd: ${subject}`)).toContainText(outside, { timeout: 20_000 });
});

test('S1.11 a deal, a lead, a project, a contact and a company have their e-mail in one place', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [name, firm, address, subject] = [`Leon Blat ${stamp}`, `Blaty ${stamp}`, `leon.${stamp}@blat.example`, `Blaty dębowe ${stamp}`];
  await newRecord(page, t, 'company', { name: firm });
  await newRecord(page, t, 'contact', { full_name: name, emails: address, company: firm });
  await newRecord(page, t, 'deal', { name: `Szansa ${stamp}`, contact: name });
  await newRecord(page, t, 'project', { name: `Projekt ${stamp}`, contact: name });
  await office.testbed.write(office.anna.address, `Leon <${address}>`, subject, 'Czy są dębowe?');
  for (const [kind, record] of [['contact', name], ['company', firm], ['project', `Projekt ${stamp}`], ['deal', `Szansa ${stamp}`]] as const) {
    await open(page, `/records/${kind}`);
    await openRecord(page, record);
    await show(page, t, 'mail');
    await expect(page).toHaveURL(/show=mail/);
    await expect(mailOf(page, subject), kind).toBeVisible();
    await expect(page.locator('.timeline__entry[data-kind=event]'), kind).toHaveCount(0);
  }
  // It stands in the address.
  await open(page, page.url());
  await expect(mailOf(page, subject)).toBeVisible();
  await expect(page.locator('.timeline__entry[data-kind=event]')).toHaveCount(0);
  await show(page, t, 'tasks');
  await expect(page.getByTestId('timeline-empty')).toBeVisible();
  await page.getByLabel(t('records.notes.new'), { exact: true }).fill(`Notatka ${stamp}`);
  await page.getByTestId('note-save').click();
  await show(page, t, 'notes');
  await expect(page.getByTestId('note')).toHaveCount(1);
  await expect(page.getByTestId('timeline-mail')).toHaveCount(0);
  await show(page, t, 'all');
  await expect(page.getByTestId('note')).toHaveCount(1);
  await expect(page.locator('.timeline__entry[data-kind=event]').first()).toBeVisible();

  // A lead has the mail of its address, also what came before it.
  await newRecord(page, t, 'lead', { name: `Lead ${stamp}`, emails: address });
  await openRecord(page, `Lead ${stamp}`);
  await show(page, t, 'mail');
  await expect(mailOf(page, subject)).toBeVisible();
  await expect(page.locator('.timeline__entry[data-kind=event]')).toHaveCount(0);
  await show(page, t, 'changes');
  await expect(page.getByTestId('timeline-mail')).toHaveCount(0);
  await expect(page.locator('.timeline__entry[data-kind=event]').first()).toBeVisible();
});

test('S1.2 the timeline of a company has what happens with its people and their deals, says what was changed, and is searched', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [firm, name, deal] = [`Parkiety ${stamp}`, `Zofia Klepka ${stamp}`, `Dąb ${stamp}`];
  await newRecord(page, t, 'company', { name: firm });
  await newRecord(page, t, 'contact', { full_name: name, company: firm });
  await newRecord(page, t, 'deal', { name: deal, contact: name, amount: '10 000 zł' });
  await openRecord(page, deal);
  await property(page, 'amount').getByRole('button').click();
  await control(property(page, 'amount'), t, 'amount').fill('12 000 zł');
  await control(property(page, 'amount'), t, 'amount').press('Enter');
  const line = (within: Page) => within.locator('.timeline__entry').filter({ hasText: '12\u00a0000,00\u00a0PLN' });
  await expect(line(page)).toContainText(`${t('records.fields.amount')}: 10\u00a0000,00\u00a0PLN → 12\u00a0000,00\u00a0PLN`);
  await expect(line(page).getByTestId('timeline-of')).toHaveCount(0);
  await page.getByLabel(t('records.notes.new'), { exact: true }).fill('Chce żółty lakier.');
  await page.getByTestId('note-save').click();
  await expect(page.getByTestId('note')).toHaveCount(1);

  await open(page, '/records/company');
  await openRecord(page, firm);
  await expect(line(page).getByTestId('timeline-of').getByRole('link')).toHaveText(deal);
  await expect(page.getByTestId('note')).toContainText('Chce żółty lakier.');
  const find = page.getByTestId('timeline-find');
  await find.fill('zolty');
  await expect(page.locator('.timeline__entry')).toHaveCount(1);
  await expect(page).toHaveURL(/find=zolty/);
  await expect(find).toBeFocused();
  // It stands in the address.
  await open(page, page.url());
  await expect(find).toHaveValue('zolty');
  await expect(page.locator('.timeline__entry')).toHaveCount(1);
  await find.fill('fiolet');
  await expect(page.getByTestId('timeline-empty')).toHaveText(t('records.timeline.nothing'));
  await find.fill('');
  await expect(page).not.toHaveURL(/find=/);
  await page.getByTestId('note').getByTestId('timeline-of').getByRole('link').click();
  await expect(page.getByTestId('record-head').getByRole('heading', { name: deal })).toBeVisible();
});
