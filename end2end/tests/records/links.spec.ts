// Mail on deals, tickets and projects: by itself, by hand, and made of it.
import { drag, isPhone, open, openThread, ready, row } from '../../helpers/pages.ts';
import { control, newRecord, openRecord, property, rowOf } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('S1.4 S2.6 mail of a contact is on the contact’s deal by itself, and is linked to a ticket by hand', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const address = `iwona.${stamp}@brama.example`;
  const [deal, ticket, subject] = [`Bramy ${stamp}`, `Serwis ${stamp}`, `Pytanie o bramy ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: `Iwona Brama ${stamp}`, emails: address });
  await newRecord(page, t, 'deal', { name: deal, contact: `Iwona Brama ${stamp}` });
  await newRecord(page, t, 'ticket', { subject: ticket });
  await office.testbed.write(office.anna.address, `Iwona <${address}>`, subject, 'Kiedy montaż?');
  await open(page, '/inbox');
  await openThread(page, subject);
  const linked = page.getByTestId('linked-record');
  const panel = page.getByTestId('record-panel');
  await expect(linked.filter({ hasText: deal })).toContainText(t('leads.why_address', { address }));

  await panel.getByTestId('attach-to').click();
  await page.getByRole('searchbox', { name: t('ready.search_records') }).fill(ticket);
  await page.locator('[data-testid=record-match][data-kind=ticket]').filter({ hasText: ticket }).click();
  await expect(linked).toHaveCount(2);
  await linked.filter({ hasText: deal }).getByRole('button', { name: t('leads.detach_thread', { subject: deal }), exact: true }).click();
  await expect(linked).toHaveCount(1);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(linked).toHaveCount(2);

  // From the mail to what it is about, and its mail there.
  await linked.filter({ hasText: ticket }).getByRole('link').click();
  await expect(page.getByTestId('record-head').getByRole('heading', { name: ticket })).toBeVisible();
  await expect(page.getByTestId('timeline')).toContainText(subject);
  await open(page, '/records/deal');
  await openRecord(page, deal);
  await expect(page.getByTestId('timeline')).toContainText(subject);
});

test('S1.4 a ticket is made of a mail, and the mail belongs to it', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [name, subject] = [`Wanda Szafa ${stamp}`, `Urwane drzwi ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: name, emails: `wanda.${stamp}@szafa.example` });
  await office.testbed.write(office.anna.address, `Wanda <wanda.${stamp}@szafa.example>`, subject, 'Drzwi szafy odpadły.');
  await open(page, '/inbox');
  await openThread(page, subject);
  await page.getByTestId('make-of-it').click();
  await page.getByRole('menuitem', { name: t('records.create.ticket'), exact: true }).click();
  const form = page.getByTestId('record-form');
  await expect(control(form, t, 'subject')).toHaveValue(subject);
  await expect(control(form, t, 'contact')).toHaveValue(name);
  await form.getByTestId('record-create').click();
  await expect(page.getByTestId('linked-record').filter({ hasText: subject })).toBeVisible();
  await open(page, '/records/ticket');
  await expect(rowOf(page, subject)).toContainText(name);
});

test('S1.4 what is written from a deal is on the deal, with its answer', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const address = `olga.${stamp}@okno.example`;
  const [contact, first, second] = [`Olga Okno ${stamp}`, `Okna duże ${stamp}`, `Okna małe ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: contact, emails: address });
  await newRecord(page, t, 'deal', { name: first, contact });
  await newRecord(page, t, 'deal', { name: second, contact });
  await openRecord(page, second);
  await page.getByTestId('write-email').click();
  const composer = page.getByTestId('composer');
  await composer.getByLabel(t('compose.subject'), { exact: true }).fill(`Oferta ${stamp}`);
  await composer.getByRole('textbox', { name: t('compose.body') }).fill('Oferta jak w rozmowie.');
  await composer.getByRole('button', { name: t('compose.send'), exact: true }).click();
  await page.getByTestId('send-now').click();
  await expect(page.getByTestId('timeline')).toContainText(`Oferta ${stamp}`, { timeout: 20_000 });
  await expect(page.getByTestId('timeline')).toContainText(t('leads.event_attached', { subject: `Oferta ${stamp}` }));
});

test('from anywhere people, deals and mail are found by a word, without accents and with a letter amiss', async ({ anna: page, office, t }) => {
  const stamp = String(Date.now()).slice(-7);
  const name = `Żaneta Wróbel${stamp}`;
  await newRecord(page, t, 'contact', { full_name: name, emails: `zaneta.${stamp}@ptak.example` });
  await newRecord(page, t, 'deal', { name: `Gniazda wrobel${stamp}`, contact: name });
  await office.testbed.write(office.anna.address, `Żaneta <zaneta.${stamp}@ptak.example>`, `Pytanie wrobel${stamp}`, 'Ile?');
  await open(page, '/inbox');
  await expect(page.getByTestId('thread-row').filter({ hasText: `Pytanie wrobel${stamp}` })).toBeVisible();
  const palette = page.getByTestId('palette');
  const option = (words: string) => palette.getByRole('option').filter({ hasText: words });
  if (isPhone(page)) {
    await page.getByRole('button', { name: t('common.nav.more') }).click();
    await page.getByTestId('search-everything').click();
  } else await page.keyboard.press('ControlOrMeta+k');
  await palette.getByRole('combobox').fill(`wrobel${stamp}`);
  await expect(option(name)).toContainText(t('records.one.contact'));
  await expect(option(`Gniazda wrobel${stamp}`)).toContainText(t('records.stages.deal_qualified'));
  await expect(option(`Pytanie wrobel${stamp}`)).toBeVisible();
  await expect(palette.getByText(t('common.palette.records'), { exact: true })).toBeVisible();
  await palette.getByRole('combobox').fill(`Wrubel${stamp}`);
  await expect(palette.getByText(t('common.palette.near'), { exact: true })).toBeVisible();
  await expect(option(name)).toBeVisible();
  await option(name).click();
  await expect(page.getByTestId('record-head').getByRole('heading', { name })).toBeVisible();
});

test('S1.4 stand-out 10 it is told why a mail is here and who sees it, and it goes to another record in one step', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [subject, wrong, right] = [`Dwie sprawy ${stamp}`, `Pomyłka ${stamp}`, `Właściwa ${stamp}`];
  for (const name of [wrong, right]) await newRecord(page, t, 'deal', { name });
  await office.testbed.write(office.anna.address, `Ola <ola.${stamp}@klient.example>`, subject, 'Dzień dobry');
  await open(page, '/inbox');
  const thread = await openThread(page, subject);
  const attach = async (name: string) => {
    await page.getByRole('searchbox', { name: t('ready.search_records') }).fill(name);
    await page.locator('[data-testid=record-match][data-kind=deal]').filter({ hasText: name }).click();
  };
  await page.getByTestId('record-panel').getByTestId('attach-to').click();
  await attach(wrong);
  await expect(page.getByTestId('linked-record').filter({ hasText: wrong })).toHaveCount(1);
  await thread.getByTestId('why-here').click();
  const told = page.getByTestId('reasons');
  await expect(told.getByTestId('reason-mailbox')).toHaveText([new RegExp(office.anna.address)]);
  await expect(told.getByTestId('reason-mailbox')).toContainText(office.anna.name);
  await expect(told.getByTestId('reason-link')).toContainText(t('leads.why_by_hand_by', { name: office.anna.name }));
  await told.getByTestId('move-link').click();
  await attach(right);
  const linked = page.getByTestId('linked-record');
  await expect(linked).toHaveCount(1);
  await expect(linked).toContainText(right);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(linked).toContainText(wrong);
});

test('stand-out 9 a thread is dropped on an open deal that somebody has worked on lately', async ({ anna: page, office, t }) => {
  test.skip(isPhone(page), 'where there is a mouse');
  const stamp = Date.now();
  const [deal, subject] = [`Ławki ${stamp}`, `Ile ławek ${stamp}`];
  await newRecord(page, t, 'deal', { name: deal });
  await office.testbed.write(office.anna.address, `Iza <iza.${stamp}@lawki.example>`, subject, 'Ile ławek zmieści się w parku?');
  await open(page, '/inbox');
  const mail = page.getByTestId('thread-row').filter({ hasText: subject });
  await ready(page, mail);
  const from = (await mail.boundingBox())!;
  await page.mouse.move(from.x + 160, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 140, from.y + from.height / 2 + 8, { steps: 4 });
  const card = page.getByTestId('lead-drop-rail').getByTestId('lead-card').filter({ hasText: deal });
  await expect(card).toBeVisible();
  const to = (await card.boundingBox())!;
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
  await page.mouse.up();
  await expect(page.getByTestId('toast').first()).toContainText(deal);
  await mail.click();
  await expect(page.getByTestId('linked-record').filter({ hasText: deal })).toBeVisible();
});

test('stand-out 9 mail goes onto a stage, dropped there or chosen where it is attached, and both are taken back at once', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [deal, subject] = [`Rolety ${stamp}`, `Rezygnacja z rolet ${stamp}`];
  const [begun, lost, price] = [t('records.stages.deal_qualified'), t('records.stages.deal_lost'), t('records.lost_reasons.price')];
  await newRecord(page, t, 'deal', { name: deal });
  await rowOf(page, deal).getByRole('link').first().click();
  await page.waitForURL(/[?&]record=/);
  const record = new URL(page.url()).searchParams.get('record')!;
  await office.testbed.write(office.anna.address, `Iza <iza.${stamp}@rolety.example>`, subject, 'Za drogo, dziękujemy.');
  await open(page, '/inbox');
  const pressed = page.getByTestId('stages').getByRole('button', { pressed: true });
  if (isPhone(page)) {
    await openThread(page, subject);
    await page.getByTestId('record-panel').getByTestId('attach-to').click();
    await page.getByRole('searchbox', { name: t('ready.search_records') }).fill(deal);
    await expect(page.getByTestId('record-match').filter({ hasText: deal })).toContainText(t('ready.found'));
    await page.getByRole('button', { name: t('ready.attach_in_stage', { name: deal }), exact: true }).click();
    await expect(page.getByRole('menuitem', { name: begun, exact: true })).toHaveCount(0);
    await page.getByRole('menuitem', { name: lost, exact: true }).click();
  } else {
    await page.waitForURL(/\/inbox\/./);
    await open(page, `${page.url()}?record=${record}`);
    await expect(pressed).toHaveText(begun);
    await drag(page, row(page, subject), page.getByTestId('stages').getByRole('button', { name: lost, exact: true }));
  }
  // As by hand it is asked why.
  await control(page.getByTestId('lost-reason'), t, 'lost_reason').selectOption({ label: price });
  await page.getByTestId('lost-save').click();
  const toast = page.getByTestId('toast').filter({ hasText: t('leads.attached_in_stage', { name: deal, stage: lost }) });
  await expect(toast).toHaveCount(1);
  const linked = isPhone(page) ? page.getByTestId('linked-record').filter({ hasText: deal }) : page.getByTestId('attached-thread').filter({ hasText: subject });
  await expect(linked).toHaveCount(1);
  await expect(isPhone(page) ? linked.locator('.stage-mark') : pressed).toHaveText(lost);
  await toast.getByRole('button', { name: t('common.undo') }).click();
  await expect(linked).toHaveCount(0);
  await open(page, `/records/${record}`);
  await expect(pressed).toHaveText(begun);
  await expect(property(page, 'lost_reason')).not.toContainText(price);
});
