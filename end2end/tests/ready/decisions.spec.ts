// The Ready queue: every incoming mail gets a decision.
import { isPhone, open, openThread, ready, swipe } from '../../helpers/pages.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { newRecord, openRecord, property } from '../../helpers/records.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

test('stand-out 2 a finger ignores, takes it back and makes a lead', async ({ anna: page, office, t }) => {
  test.skip(!isPhone(page), 'fingers swipe');
  const subject = `Palcem ${Date.now()}`;
  await office.testbed.write(office.anna.address, `Ola Lis <ola.${Date.now()}@lis.example>`, subject, 'Cześć');
  await open(page, '/ready');
  const item = page.getByTestId('ready-item').filter({ hasText: subject });
  await swipe(page, item, -200);
  await expect(item).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(item).toBeVisible();
  await swipe(page, item, 200);
  await expect(page.getByTestId('lead-form').getByLabel(t('leads.name'), { exact: true })).toHaveValue(subject);
});

test('stand-out 2 what machines sent is ignored at once after a look, and all of it comes back', async ({ anna: page, office, t }) => {
  const { testbed, anna } = office;
  const stamp = Date.now();
  const [letter, person] = [`Promocje ${stamp}`, `Pytanie ${stamp}`];
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', person, 'Cześć');
  await testbed.write(anna.address, 'Sklep <newsletter@sklep.example>', letter, 'Taniej!', ['List-Unsubscribe: <mailto:dosc@sklep.example>']);
  await open(page, '/ready');
  const item = (subject: string) => page.getByTestId('ready-item').filter({ hasText: subject });
  await expect(item(letter)).toContainText(t('ready.automatic'));
  await page.getByTestId('ignore-automatic').click();
  const list = page.getByTestId('ignore-automatic-list');
  await expect(list).toContainText(letter);
  await expect(list).not.toContainText(person);
  await page.getByTestId('ignore-automatic-yes').click();
  await expect(item(letter)).toHaveCount(0);
  await expect(item(person)).toBeVisible();
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(item(letter)).toBeVisible();
  // Also what was there before: others look for it.
  await expect(page.getByTestId('toast').filter({ hasText: t('ready.undone') })).toBeVisible({ timeout: 30_000 });
});

test('stand-out 2 ignore by keyboard and take it back', async ({ anna: page, office, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  const { testbed, anna } = office;
  const subject = `Nie o sprzedaży ${Date.now()}`;
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Cześć');
  await open(page, '/ready');
  const item = page.getByTestId('ready-item').filter({ hasText: subject });
  await expect(item).toBeVisible({ timeout: 20_000 });
  await accessible(page);
  await picture(page, 'ready');
  await item.click();
  await page.keyboard.press('3');
  await expect(item).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(item).toBeVisible();
  await item.click();
  await page.keyboard.press('3');
  await expect(item).toHaveCount(0);
  // What can be taken back is said; before that there is nothing yet.
  await expect(page.getByTestId('toast').getByRole('button', { name: t('common.undo') })).toBeVisible();
  await page.keyboard.press('z');
  await expect(item).toBeVisible();
});

test('stand-out 2 a lead is made by keys alone', async ({ anna: page, office, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  await open(page, '/ready');
  for (const keys of ['Enter', 'Control+Enter']) {
    const subject = `Klawiszami ${Date.now()}`;
    // Whoever became a client before is asked about no more.
    await office.testbed.write(office.anna.address, `Ola Lis <ola.${Date.now()}@lis.example>`, subject, 'Proszę o ofertę.');
    const item = page.getByTestId('ready-item').filter({ hasText: subject });
    await item.click();
    await page.keyboard.press('1');
    const name = page.getByTestId('lead-form').getByLabel(t('leads.name'), { exact: true });
    await expect(name).toBeFocused();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(`Lead ${subject}`);
    await page.keyboard.press(keys);
    await expect(page.getByTestId('toast').filter({ hasText: `Lead ${subject}` })).toBeVisible();
    await expect(item).toHaveCount(0);
  }
});

test('S4.5 from the leads to mail that waits: sender, subject, date, text and files before one decides, and the original', async ({ anna: page, office, t }) => {
  const subject = `Z plikami ${Date.now()}`;
  const part = (name: string) => ['--x', 'Content-Type: application/pdf', `Content-Disposition: attachment; filename="${name}"`, '', '%PDF-1.4'];
  const raw = [
    'From: Ola Lis <ola@lis.example>', `To: ${office.anna.address}`, `Subject: ${subject}`, `Message-ID: <pliki.${Date.now()}@lis.example>`,
    'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=x', '', '--x', 'Content-Type: text/plain', '', 'Dzien dobry',
    ...part('zamowienie.pdf'), ...part('rzut sali.pdf'), '--x--', '',
  ];
  await office.testbed.deliver(office.anna.address, { raw: raw.join('\r\n') });
  await open(page, '/records/lead');
  await page.getByRole('link', { name: t('records.to_ready'), exact: true }).click();
  await expect(page.getByRole('navigation', { name: t('ready.filter'), exact: true }).locator('[aria-current=page]')).toHaveText(t('ready.ready'));
  await page.getByTestId('ready-item').filter({ hasText: subject }).click();
  const preview = page.getByTestId('ready-preview');
  await expect(preview.getByRole('heading', { name: subject })).toBeVisible();
  for (const said of ['Ola Lis', 'ola@lis.example', 'Dzien dobry', 'zamowienie.pdf, rzut sali.pdf']) await expect(preview).toContainText(said);
  await expect(preview.locator('time')).toHaveText(/\d/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('ready.title'));
  for (const decision of ['create', 'attach', 'ignore']) await expect(page.getByTestId(`ready-${decision}`)).toContainText(t(`ready.${decision}`));
  await preview.getByTestId('open-original').click();
  const original = page.getByTestId('thread');
  await expect(original).toContainText(subject);
  await expect(original.getByRole('link', { name: t('inbox.message.download', { name: 'zamowienie.pdf' }) })).toBeVisible();
});

test('S4.6 S4.8 one address is of two leads: each is told with its company and context, and the mail is on the one that was chosen', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [address, subject] = [`zakupy@hurtownia-${stamp}.example`, `Dostawa ${stamp}`];
  const leads = { [`Regały ${stamp}`]: `Magazyn Północ ${stamp}`, [`Biurka ${stamp}`]: `Magazyn Południe ${stamp}` };
  for (const [name, company] of Object.entries(leads)) await newRecord(page, t, 'lead', { name, emails: address, company });
  await office.testbed.write(office.anna.address, `Zakupy <${address}>`, subject, 'Kiedy przyjedzie pięć biurek?');
  await open(page, '/ready');
  const item = page.getByTestId('ready-item').filter({ hasText: subject });
  await expect(item).toContainText(t('ready.may_match', { count: 2 }));
  await item.click();
  await page.getByTestId('ready-attach').click();
  const match = (name: string) => page.getByTestId('record-match').filter({ hasText: name });
  for (const [name, company] of Object.entries(leads)) {
    for (const told of [company, t('leads.stage_new'), office.anna.name, t('ready.same_address')]) await expect(match(name)).toContainText(told);
  }
  await match(`Biurka ${stamp}`).click();
  await expect(item).toHaveCount(0);
  await expect(page.getByTestId('toast').filter({ hasText: t('ready.attached', { name: `Biurka ${stamp}` }) })).toBeVisible();
  await open(page, '/records/lead');
  await openRecord(page, `Biurka ${stamp}`);
  await expect(page.getByTestId('attached-thread')).toContainText(subject);
  await expect(page.getByTestId('timeline-mail').filter({ hasText: subject })).toBeVisible();
});

test('what is being written stays when somebody else decides', async ({ anna: page, office, t }) => {
  test.skip(isPhone(page), 'two windows');
  const { testbed, anna } = office;
  const [subject, other] = [`Sporne ${Date.now()}`, `Inne ${Date.now()}`];
  await testbed.write(anna.address, 'Ewa <ewa@sporna.example>', subject, 'Proszę o ofertę.');
  await testbed.write(anna.address, 'Iza <iza@inna.example>', other, 'Ja też.');
  await open(page, '/ready');
  const item = page.getByTestId('ready-item').filter({ hasText: subject });
  await item.click();
  await page.getByTestId('ready-create').click();
  const name = page.getByTestId('lead-form').getByLabel(t('leads.name'), { exact: true });
  await name.fill('Napisane własnoręcznie');

  const elsewhere = await page.context().newPage();
  await open(elsewhere, '/ready');
  await elsewhere.getByTestId('ready-item').filter({ hasText: subject }).click();
  await elsewhere.keyboard.press('3');
  await expect(elsewhere.getByTestId('ready-item').filter({ hasText: subject })).toHaveCount(0);
  await testbed.write(anna.address, 'Ula <ula@trzecia.example>', `Nowe ${subject}`, 'I ja.');
  await expect(page.getByTestId('ready-item').filter({ hasText: `Nowe ${subject}` })).toBeVisible({ timeout: 20_000 });

  await expect(name).toHaveValue('Napisane własnoręcznie');
  await expect(item.last()).toHaveAttribute('data-selected', 'true');
  await page.getByTestId('lead-create').click();
  await expect(page.getByTestId('toast').filter({ hasText: 'Napisane własnoręcznie' })).toBeVisible();
  await expect(page.getByTestId('ready-item').filter({ hasText: other })).toBeVisible();
});

test('S4.9 a lead is made of a mail: what it is about, address, salesperson, what is needed; the next mail of the sender is attached to it', async ({ anna: page, office, t }) => {
  const { testbed, anna } = office;
  const stamp = Date.now();
  const from = `Klient ${stamp} <klient.${stamp}@nowa-firma.example>`;
  await testbed.write(anna.address, from, `Pierwsze ${stamp}`, 'Potrzebujemy 5 biurek do piątku.');
  await open(page, '/ready');
  await page.getByTestId('ready-item').filter({ hasText: `Pierwsze ${stamp}` }).click();
  await page.getByTestId('ready-create').click();
  const form = page.getByTestId('lead-form');
  await expect(form.getByLabel(t('leads.name'), { exact: true })).toHaveValue(`Pierwsze ${stamp}`);
  await expect(form.getByLabel(t('leads.email'), { exact: true })).toHaveValue(`klient.${stamp}@nowa-firma.example`);
  await expect(form.getByLabel(t('leads.owner'), { exact: true }).locator('option:checked')).toHaveText(office.anna.name);
  const need = form.getByLabel(t('leads.description'), { exact: true });
  await expect(need).toHaveValue(/5 biurek do piątku/);
  await need.fill('Pięć biurek, odpowiedzieć do środy.');
  await form.getByRole('button', { name: t('leads.create'), exact: true }).click();
  // The server has made it when the page says so: mail that comes sooner belongs to no lead.
  await expect(page.getByTestId('toast').first()).toBeVisible();
  await testbed.write(anna.address, from, `Drugie ${stamp}`, 'I jeszcze 5 krzeseł.');
  await open(page, '/inbox');
  const row = page.getByTestId('thread-row').filter({ hasText: `Drugie ${stamp}` });
  await expect(row.getByTestId('badge-client')).toBeVisible({ timeout: 20_000 });
  const thread = await openThread(page, `Drugie ${stamp}`);
  await thread.getByTestId('badge-client').first().click();
  await expect(page.getByTestId('record-head')).toContainText(`Pierwsze ${stamp}`);
  await expect(property(page, 'emails')).toContainText(`klient.${stamp}@nowa-firma.example`);
  await expect(property(page, 'owner')).toContainText(office.anna.name);
  await expect(property(page, 'description')).toContainText('odpowiedzieć do środy');
});

test('stand-out 9 a mail from another address is attached to a lead: in Ready by search, in the inbox by dragging, and taken off again', async ({
  anna: page,
  office,
  t,
}) => {
  test.setTimeout(120_000);
  const { testbed, anna } = office;
  const stamp = Date.now();
  const lead = `Biurka ${stamp}`;
  await testbed.write(anna.address, `Ewa <ewa.${stamp}@pierwsza.example>`, lead, 'Potrzebujemy 5 biurek.');
  await open(page, '/ready');
  await page.getByTestId('ready-item').filter({ hasText: lead }).click();
  await page.getByTestId('ready-create').click();
  await page.getByTestId('lead-form').getByRole('button', { name: t('leads.create'), exact: true }).click();
  await expect(page.getByTestId('ready-item').filter({ hasText: lead })).toHaveCount(0);

  const other = `Od wspólnika ${stamp}`;
  await testbed.write(anna.address, `Adam <adam.${stamp}@druga.example>`, other, 'Dołączam się do pytania.');
  const item = page.getByTestId('ready-item').filter({ hasText: other });
  await item.click({ timeout: 20_000 });
  await page.getByTestId('ready-attach').click();
  await page.getByRole('searchbox', { name: t('ready.search_records') }).fill(String(stamp));
  await page.getByTestId('record-match').filter({ hasText: lead }).first().click();
  await expect(item).toHaveCount(0);

  if (isPhone(page)) return;
  const third = `Przeciągnięte ${stamp}`;
  await testbed.write(anna.address, `Iza <iza.${stamp}@trzecia.example>`, third, 'Ja też.');
  await open(page, '/inbox');
  const row = page.getByTestId('thread-row').filter({ hasText: third });
  await ready(page, row);
  const from = (await row.boundingBox())!;
  await page.mouse.move(from.x + 160, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 140, from.y + from.height / 2 + 8, { steps: 4 });
  const card = page.getByTestId('lead-drop-rail').getByTestId('lead-card').filter({ hasText: lead });
  await expect(card).toBeVisible();
  const to = (await card.boundingBox())!;
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
  await picture(page, 'dragged-to-lead');
  await page.mouse.up();
  await expect(page.getByTestId('toast').first()).toBeVisible();
  await row.click();
  await expect(page.getByTestId('linked-record').filter({ hasText: lead })).toBeVisible();
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(page.getByTestId('linked-record').filter({ hasText: lead })).toHaveCount(0);
});

test('stand-out 2 whoever reads what a colleague decides on is told who it was and what became of it', async ({ anna: page, office, t, browser, baseURL, locale }) => {
  const stamp = Date.now();
  const [subject, lead] = [`Dwoje naraz ${stamp}`, `Dwoje naraz ${stamp}`];
  await office.testbed.write(office.biuro.address, `Ola Lis <ola.${stamp}@lis.example>`, subject, 'Cześć');
  const context = await browser.newContext({ baseURL, locale, viewport: page.viewportSize() });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  const item = (on: typeof page) => on.getByTestId('ready-item').filter({ hasText: subject });
  for (const on of [page, other]) {
    await open(on, '/ready');
    await item(on).click();
  }
  await other.getByTestId('ready-create').click();
  await other.getByTestId('lead-create').click();
  await expect(item(other)).toHaveCount(0);
  const told = page.getByTestId('toast').filter({ hasText: t('ready.elsewhere_created_by', { by: office.bartek.name, name: lead, subject }) });
  await expect(told).toBeVisible();
  await expect(told).toHaveCount(1);
  await told.getByRole('link', { name: t('common.show') }).click();
  await expect(page.getByTestId('record-head').getByRole('heading', { name: lead })).toBeVisible();
  await context.close();
});
