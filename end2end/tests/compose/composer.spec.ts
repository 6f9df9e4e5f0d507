// The composer itself: where it begins, from whom and to whom, and how it keeps its shape.
import { composer, text } from '../../helpers/compose.ts';
import { isPhone, open, openThread, sendNow } from '../../helpers/pages.ts';
import { newRecord, openRecord } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('a forward begins with whom it is for', async ({ anna: page, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  await open(page, '/inbox');
  await openThread(page, 'Krzesła do sali konferencyjnej');
  await page.keyboard.press('f');
  await expect(page.getByTestId('composer').getByRole('combobox', { name: t('compose.to') })).toBeFocused();
});

test('S0.4 S0.5 a name is clicked for another address, the sender is chosen, and what is bold and listed arrives so', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [name, subject] = [`Jagoda Dwa ${stamp}`, `Dwa adresy ${stamp}`];
  const [first, second] = [`jagoda.${stamp}@praca.example`, `jagoda.${stamp}@dom.example`];
  await newRecord(page, t, 'contact', { full_name: name, emails: `${first}, ${second}` });
  await openRecord(page, name);
  await page.getByTestId('write-email').click();
  const row = composer(page).locator('.composer__row').filter({ has: page.getByLabel(t('compose.to'), { exact: true }) });
  const chip = row.getByRole('button', { name: t('compose.edit_recipient', { name }), exact: true });
  await expect(chip).toHaveAttribute('title', `${name} <${first}>`);
  await chip.click();
  await expect(row.getByRole('option')).toHaveCount(2);
  await expect(row.getByRole('option', { selected: true })).toContainText(first);
  await row.getByRole('option').filter({ hasText: second }).click();
  await expect(chip).toHaveAttribute('title', `${name} <${second}>`);
  await expect(row.locator('.chip')).toHaveCount(1);

  const from = composer(page).getByLabel(t('compose.from'), { exact: true });
  await expect(from.locator('option', { hasText: office.biuro.address })).toBeAttached();
  const chosen = page.waitForResponse(/\/api\/set_draft_mailbox/);
  await from.selectOption({ label: office.biuro.address });
  await chosen;
  await composer(page).getByLabel(t('compose.subject'), { exact: true }).fill(subject);
  await text(page, t).fill('Stoły');
  await page.keyboard.press('ControlOrMeta+a');
  for (const tool of ['bold', 'bullets']) await composer(page).getByRole('button', { name: t(`compose.${tool}`), exact: true }).click();
  await expect(text(page, t).getByRole('listitem')).toHaveText('Stoły');
  await sendNow(page, t);
  const sent = async () => (await office.testbed.received()).filter((one) => one.subject === subject);
  await expect.poll(sent, { timeout: 30_000 }).toHaveLength(1);
  const [mail] = await sent();
  expect(mail).toMatchObject({ from: office.biuro.address, to: [second] });
  expect(mail!.raw).toMatch(new RegExp(`^From: "?${office.anna.name}"? <${office.biuro.address}>`, 'm'));
  expect(mail!.html).toMatch(/<li\b[\s\S]*<(b|strong)\b[^>]*>Stoły</);
});

test('an editor that comes late leaves the hand where it writes', { tag: '@server' }, async ({ anna: page, t }) => {
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(/editor\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await open(page, '/inbox');
  const thread = await openThread(page, 'Krzesła do sali konferencyjnej');
  await thread.getByRole('button', { name: t('inbox.thread.reply'), exact: true }).first().click();
  const subject = composer(page).getByLabel(t('compose.subject'), { exact: true });
  await subject.fill('Kolor ');
  release();
  await expect(text(page, t)).toBeEditable();
  await page.keyboard.type('krzeseł');
  await expect(subject).toHaveValue('Kolor krzeseł');
  await expect(text(page, t)).not.toContainText('krzeseł');
});

test('many recipients leave room for the text, which is not as wide as the window', { tag: '@server' }, async ({ anna: page, t }) => {
  await open(page, '/inbox');
  const started = page.waitForResponse((response) => response.url().includes('/api/start_draft'));
  await page.getByRole('button', { name: t('common.new_email') }).first().click();
  const { id } = (await (await started).json()) as { id: string };
  await page.setViewportSize({ width: 1920, height: 1080 });
  await open(page, `/compose/${id}`);
  await expect(text(page, t)).toBeEditable();
  const to = page.getByTestId('composer').getByRole('combobox', { name: t('compose.to') });
  await to.fill(Array.from({ length: 200 }, (_, number) => `osoba${number}@klient.example`).join(', '));
  await page.keyboard.press('Enter');
  const chips = page.locator('.recipients__chips').first();
  await expect(chips.locator('.chip')).toHaveCount(200);
  expect((await chips.boundingBox())!.height).toBeLessThanOrEqual(160);
  await expect(text(page, t)).toBeInViewport({ ratio: 0.9 });
  expect((await text(page, t).boundingBox())!.width).toBeLessThanOrEqual(960);
});

test('every draft of a long list is reached by the wheel', { tag: '@server' }, async ({ anna: page, t }) => {
  await open(page, '/inbox');
  const started = page.waitForRequest((request) => request.url().includes('/api/start_draft'));
  await page.getByRole('button', { name: t('common.new_email') }).first().click();
  const start = await started;
  const saving = page.waitForRequest((request) => request.url().includes('/api/save_draft'));
  await text(page, t).pressSequentially('Ostatni');
  const save = await saving;
  await expect(page.locator('.composer__saved')).toHaveAttribute('data-state', 'saved');
  // As the page does it, fourteen times more.
  await page.evaluate(
    async ([start, save]) => {
      const post = (url: string, body: string) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      for (let number = 0; number < 14; number++) {
        const draft = (await (await post(start.url, start.body)).json()) as { id: string; revision: number };
        await post(save.url, JSON.stringify({ ...JSON.parse(save.body), draft: draft.id, revision: draft.revision }));
      }
    },
    [start, save].map((request) => ({ url: request.url(), body: request.postData()! })) as [{ url: string; body: string }, { url: string; body: string }],
  );
  await page.setViewportSize({ width: 1440, height: 480 });
  await open(page, '/drafts');
  const rows = page.getByTestId('draft-row');
  expect(await rows.count()).toBeGreaterThanOrEqual(15);
  const last = rows.last();
  await expect(last).not.toBeInViewport();
  await rows.first().hover();
  await page.mouse.wheel(0, 20_000);
  await expect(last).toBeInViewport({ ratio: 1 });
  const box = (await last.boundingBox())!;
  await page.mouse.click(box.x + 60, box.y + box.height / 2);
  await expect(text(page, t)).toBeEditable();
});

test('asked whether to send anyway, the same keys once more send', { tag: '@server' }, async ({ anna: page, t }) => {
  await open(page, '/inbox');
  await page.getByRole('button', { name: t('common.new_email') }).first().click();
  await page.getByTestId('composer').getByRole('combobox', { name: t('compose.to') }).fill('jan@klient.example');
  await page.keyboard.press('Enter');
  await text(page, t).pressSequentially('Bez tematu');
  await page.keyboard.press('Control+Enter');
  const doubts = page.getByTestId('composer-doubts');
  await expect(doubts.getByTestId('composer-send-anyway')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(doubts).toBeHidden();
  await expect(page.locator('.sending__item')).toBeVisible();
  await page.locator('.sending__item').getByRole('button', { name: t('compose.undo'), exact: true }).click();
  await expect(page.getByTestId('composer')).toContainText('Bez tematu');
});

test('an older message is answered from its own card', async ({ anna: page, office, t }) => {
  const { testbed, anna } = office;
  const [subject, stamp] = [`Dwoje pisze ${Date.now()}`, Date.now()];
  const first = await testbed.write(anna.address, `Ewa Wilk <ewa.${stamp}@klient.example>`, subject, 'Ile to kosztuje?');
  await testbed.write(anna.address, `Adam Bies <adam.${stamp}@klient.example>`, `Re: ${subject}`, 'Ja też pytam.', [`In-Reply-To: <${first}>`, `References: <${first}>`]);
  await open(page, '/inbox');
  await expect(page.getByTestId('thread-row').filter({ hasText: subject }).locator('.thread-row__count')).toHaveText('2');
  const thread = await openThread(page, subject);
  const older = thread.getByTestId('message-card').filter({ hasText: 'Ewa Wilk' });
  await expect(older).toHaveAttribute('data-open', 'true');
  await older.getByRole('button', { name: t('inbox.thread.message_actions'), exact: true }).click();
  await page.getByRole('menuitem', { name: t('inbox.thread.reply'), exact: true }).click();
  await expect(text(page, t)).toBeEditable();
  const to = composer(page).locator('.composer__row').filter({ hasText: t('compose.to') }).first();
  await expect(to.locator('.chip')).toHaveText(/Ewa Wilk/);
});

test('bullets are seen while one writes', { tag: '@server' }, async ({ anna: page, t }) => {
  await open(page, '/inbox');
  await page.getByRole('button', { name: t('common.new_email') }).first().click();
  await text(page, t).click();
  await page.keyboard.type('Krzesła');
  for (const kind of ['bullets', 'numbers']) {
    await composer(page).getByRole('button', { name: t(`compose.${kind}`), exact: true }).click();
    const line = text(page, t).getByRole('listitem');
    await expect(line).toHaveText('Krzesła');
    // What stands before the words, and the same place without it.
    const { x, y, height } = (await line.boundingBox())!;
    const before = () => page.screenshot({ clip: { x: x - 24, y, width: 23, height } });
    const seen = await before();
    await page.evaluate(() => {
      const none = new CSSStyleSheet();
      none.replaceSync('.composer__text :is(ul, ol) { list-style: none !important }');
      document.adoptedStyleSheets = [none];
    });
    expect(seen.equals(await before()), kind).toBe(false);
    await page.evaluate(() => (document.adoptedStyleSheets = []));
  }
});
