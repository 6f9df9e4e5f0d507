// Sending: through the outbox, with ten seconds to think again; what cannot be sent is never lost.
import { composer, text, write } from '../../helpers/compose.ts';
import { isPhone, open, openThread, pressSend, sendNow } from '../../helpers/pages.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test.describe('sending', () => {
  test.beforeEach(async ({ office }) => {
    await office.testbed.smtp({});
    await office.testbed.forgetReceived();
  });

  test('a new mail arrives with both texts, and the same bytes lie in Sent', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const { testbed, anna } = office;
    const subject = `Nowy e-mail ${Date.now()}`;
    await write(page, t, 'jan@klient.example', subject, 'Zażółć gęślą jaźń');
    await sendNow(page, t);
    await expect.poll(() => testbed.received(), { timeout: 30_000 }).toHaveLength(1);
    const [mail] = await testbed.received();
    expect(mail).toMatchObject({ subject, from: anna.address, to: ['jan@klient.example'], user: anna.address });
    expect(mail?.text).toContain('Zażółć gęślą jaźń');
    expect(mail?.html).toContain('Zażółć gęślą jaźń');
    await expect
      .poll(async () => (await testbed.mails(anna.address, 'Sent')).map((one) => one.message_id))
      .toContain(`<${mail?.message_id}>`);
  });

  test('undone within ten seconds: nothing is sent, the text is back', async ({ anna: page, office, t }) => {
    const { testbed } = office;
    await write(page, t, 'jan@klient.example', 'Cofnięte', 'Jednak nie');
    await pressSend(page, t);
    await page.getByRole('button', { name: t('compose.undo'), exact: true }).first().click();
    await expect(page.getByTestId('composer')).toContainText('Jednak nie');
    expect(await testbed.received()).toEqual([]);
    await open(page, '/drafts');
    await expect(page.getByTestId('draft-row').filter({ hasText: 'Cofnięte' }).first()).toBeVisible();
    await expect(page.getByTestId('outgoing-row').filter({ hasText: 'Cofnięte' })).toHaveCount(0);
  });

  test('reply all keeps the people and the thread', async ({ anna: page, office, t }) => {
    const { testbed, anna } = office;
    const subject = `Do wszystkich ${Date.now()}`;
    const cc = 'Cc: Maria Kot <maria@klient.example>';
    const id = await testbed.write(anna.address, 'Jan Kot <jan@klient.example>', subject, 'Kiedy?', [cc]);
    await open(page, '/inbox');
    await openThread(page, subject);
    await page.getByRole('button', { name: t('inbox.thread.reply_all'), exact: true }).first().click();
    await page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') }).pressSequentially('Jutro.');
    await sendNow(page, t);
    await expect.poll(() => testbed.received(), { timeout: 30_000 }).toHaveLength(1);
    const [mail] = await testbed.received();
    expect([...(mail?.to ?? [])].sort()).toEqual(['jan@klient.example', 'maria@klient.example']);
    expect(mail?.in_reply_to).toBe(id);
    expect(mail?.references).toContain(id);
    expect(mail?.subject).toBe(`Re: ${subject}`);
    expect(mail?.text).toContain('Kiedy?');
    await expect
      .poll(async () => (await testbed.mails(anna.address)).find((one) => one.subject === subject)?.flags)
      .toContain('\\Answered');
  });

  // The basis is in records/consents.spec.ts, the size below.
  test('stand-out 3 one panel says it all before a mail leaves: who is new, who is left out, what is missing, who else answers', async ({ anna: page, office, t, browser, baseURL, locale }) => {
    const { testbed, biuro, bartek } = office;
    const stamp = Date.now();
    const subject = `Wspólna skrzynka ${stamp}`;
    const [jan, maria, stranger] = [`jan.${stamp}@klient.example`, `maria.${stamp}@klient.example`, `obcy.${stamp}@obca-firma.example`];
    await testbed.write(biuro.address, `Jan Kot <${jan}>`, subject, 'Proszę o ofertę.', [`Cc: Maria Kot <${maria}>`]);
    const context = await browser.newContext({ baseURL, locale });
    const other = await context.newPage();
    await signedIn(other, office, t, bartek);
    await open(other, '/inbox');
    const thread = await openThread(other, subject);
    const id = await thread.getAttribute('data-thread-id');
    await thread.getByRole('button', { name: t('inbox.thread.reply'), exact: true }).last().click();
    await text(other, t).pressSequentially('Już piszę');
    await expect(other.locator('.composer__saved')).toHaveAttribute('data-state', 'saved');
    await context.close();

    await open(page, `/threads/${id}`);
    await page.getByTestId('thread').getByRole('button', { name: t('inbox.thread.reply_all'), exact: true }).first().click();
    await text(page, t).pressSequentially('Oferta w załączniku.');
    await composer(page).getByRole('button', { name: t('compose.remove_recipient', { name: 'Maria Kot' }), exact: true }).click();
    await composer(page).getByLabel(t('compose.to'), { exact: true }).fill(stranger);
    await page.keyboard.press('Enter');
    await pressSend(page, t);
    const panel = page.getByTestId('composer-doubts');
    for (const told of [
      t('compose.doubt_attachment'),
      t('compose.finding_added', { people: stranger }),
      t('compose.finding_dropped', { people: `Maria Kot <${maria}>` }),
      t('compose.finding_answering', { people: bartek.name }),
    ]) {
      await expect(panel.getByText(told, { exact: true })).toBeVisible();
    }
    expect(await testbed.received()).toEqual([]);
    await panel.getByTestId('composer-send-anyway').click();
    await page.getByTestId('send-now').first().click();
    await expect.poll(() => testbed.received(), { timeout: 30_000 }).toHaveLength(1);
    const [mail] = await testbed.received();
    expect([...mail!.to].sort()).toEqual([jan, stranger].sort());
  });

  test('a refused recipient is named and the draft is kept', { tag: '@server' }, async ({ anna: page, office, t }) => {
    await office.testbed.smtp({ refuse_recipients: ['nikt@klient.example'] });
    await write(page, t, 'nikt@klient.example', 'Odrzucony', 'Jest tam kto?');
    await sendNow(page, t);
    await expect(page.getByText(t('compose.failed')).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('nikt@klient.example').first()).toBeVisible();
    await open(page, '/drafts');
    await expect(page.getByTestId('outgoing-row').filter({ hasText: 'Odrzucony' })).toContainText('nikt@klient.example');
    // It stands there once, with what can be done about it.
    await expect(page.getByTestId('draft-row').filter({ hasText: 'Odrzucony' })).toHaveCount(0);
  });

  test('whom a mail did not reach is told until one has read it', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const subject = `Nie do wszystkich ${Date.now()}`;
    await office.testbed.smtp({ refuse_recipients: ['nikt@klient.example'] });
    await write(page, t, 'jan@klient.example', subject, 'Dzień dobry');
    const composer = page.getByTestId('composer');
    await composer.getByLabel(t('compose.to'), { exact: true }).fill('nikt@klient.example');
    await page.keyboard.press('Enter');
    await expect(composer.getByText(t('compose.saved'), { exact: true })).toBeVisible();
    await sendNow(page, t);
    await expect.poll(() => office.testbed.received(), { timeout: 30_000 }).toHaveLength(1);
    await open(page, '/drafts');
    const row = page.getByTestId('outgoing-row').filter({ hasText: subject });
    await expect(row).toContainText('nikt@klient.example');
    await row.getByRole('button', { name: t('compose.noted'), exact: true }).click();
    await expect(row).toHaveCount(0);
    await open(page, '/drafts');
    await expect(row).toHaveCount(0);
  });

  test('stand-out 3 an over-size mail says how much is too much', { tag: '@server' }, async ({ anna: page, office, t }) => {
    await office.testbed.smtp({ size_limit: 100 });
    await write(page, t, 'jan@klient.example', 'Za duży', 'x'.repeat(300));
    await sendNow(page, t);
    await expect(page.getByText(t('compose.failed')).first()).toBeVisible({ timeout: 30_000 });
    await open(page, '/drafts');
    await expect(page.getByText('Za duży').first()).toBeVisible();
  });

  test('many who would see each other are moved to Bcc when one wants that', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const many = Array.from({ length: 16 }, (_, number) => `osoba${number}@klient.example`);
    await write(page, t, many.join(', '), 'Do wszystkich klientów', 'Dzień dobry');
    await pressSend(page, t);
    const composer = page.getByTestId('composer');
    await expect(page.getByTestId('composer-doubts')).toContainText('16');
    expect(await office.testbed.received()).toEqual([]);
    await page.getByTestId('composer-hide-recipients').click();
    await expect(composer.locator('.composer__row').filter({ hasText: t('compose.bcc') })).toContainText('osoba15');
    await sendNow(page, t);
    await expect.poll(() => office.testbed.received(), { timeout: 30_000 }).toHaveLength(1);
    const [mail] = await office.testbed.received();
    expect([...(mail?.to ?? [])].sort()).toEqual([...many].sort());
    expect(mail?.raw, 'nobody sees who else was written to').not.toContain('osoba3@');
  });

  test('a mail that may have been sent is shown as in doubt', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const { testbed } = office;
    await testbed.smtp({ hang_up: 'mail_kept' });
    await write(page, t, 'jan@klient.example', 'Wątpliwy', 'Doszło?');
    await sendNow(page, t);
    await expect(page.getByText(t('compose.unknown_title')).first()).toBeVisible({ timeout: 30_000 });
    expect(await testbed.received()).toHaveLength(1);
  });

  test('a session that ended is told, and signing in elsewhere goes on', async ({ anna: page, office, t, complaints }) => {
    const subject = `Po zalogowaniu ${Date.now()}`;
    await office.testbed.forgetReceived();
    await write(page, t, 'jan@klient.example', subject, 'Początek');
    await expect(page.locator('.composer__saved')).toHaveAttribute('data-state', 'saved');
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') }).pressSequentially(' i ciąg dalszy');
    const told = page.getByTestId('composer-refused');
    await expect(told).toContainText(t('compose.signed_out'));
    await expect(told.getByRole('link')).toHaveAttribute('href', '/sign-in');
    await pressSend(page, t);
    await expect(told).toBeVisible();
    await page.context().addCookies(cookies);
    await expect(page.locator('.composer__saved')).toHaveAttribute('data-state', 'saved', { timeout: 30_000 });
    await expect(told).toHaveCount(0);
    await sendNow(page, t);
    await expect.poll(() => office.testbed.received(), { timeout: 30_000 }).toHaveLength(1);
    // The browser itself reports every answer that is an error.
    complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('401')));
  });

  test('what is written is on the server, not in the browser', { tag: '@server' }, async ({ anna: page, t }) => {
    const subject = `Na serwerze ${Date.now()}`;
    await write(page, t, 'jan@klient.example', subject, 'Ten tekst przeżyje');
    await open(page, '/drafts');
    await page.getByText(subject).first().click();
    await expect(page.getByTestId('composer')).toContainText('Ten tekst przeżyje');
  });

  test('a pasted picture stands in the text, here and in the mail', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const subject = `Z obrazkiem ${Date.now()}`;
    await write(page, t, 'jan@klient.example', subject, 'Tak to wygląda: ');
    const body = page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') });
    await body.evaluate((editor, png) => {
      const bytes = Uint8Array.from(atob(png), (byte) => byte.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'ekran.png', { type: 'image/png' }));
      editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, PIXEL);
    const picture = body.getByRole('img', { name: 'ekran.png' });
    await expect(picture).toBeVisible();
    expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1);
    // Saved, left and opened again it is there still.
    await expect(page.locator('.composer__saved')).toHaveAttribute('data-state', 'saved');
    await open(page, '/drafts');
    await page.getByText(subject).first().click();
    await expect(picture).toBeVisible();
    await sendNow(page, t);
    await expect.poll(() => office.testbed.received(), { timeout: 30_000 }).toHaveLength(1);
    const [mail] = await office.testbed.received();
    const named = /src="cid:([^"]+)"/.exec(mail?.html ?? '')?.[1];
    expect(mail?.raw).toContain(`Content-ID: <${named}>`);
    expect(mail?.raw).toMatch(/Content-Disposition: inline/i);
  });

  test('S0.7 a phone has Send at the top right', async ({ anna: page, t }) => {
    test.skip(!isPhone(page), 'phones only');
    await write(page, t, 'jan@klient.example', 'Telefon', 'Dzień dobry');
    const box = await page.getByRole('button', { name: t('compose.send'), exact: true }).locator('visible=true').boundingBox();
    expect(box!.y).toBeLessThan(80);
    expect(box!.x + box!.width).toBeGreaterThan(300);
  });
});
