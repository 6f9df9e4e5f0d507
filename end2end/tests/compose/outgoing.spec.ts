// What is on its way, and what waits: the line at the edge of the page, and /drafts.
import { composer, text, write } from '../../helpers/compose.ts';
import { goToDrafts, open, openThread, pressSend, row, sendNow } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test.describe('on its way', () => {
  test.beforeEach(async ({ office }) => {
    await office.testbed.smtp({});
    await office.testbed.forgetReceived();
  });

  test('a copy that is missing in Sent is told, and made when one asks for it', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const { testbed, anna } = office;
    const subject = `Bez kopii ${Date.now()}`;
    await write(page, t, 'jan@klient.example', subject, 'Dzień dobry');
    await testbed.dovecot('stop');
    await sendNow(page, t);
    await expect.poll(() => testbed.received(), { timeout: 30_000 }).toHaveLength(1);
    await open(page, '/drafts');
    const sent = page.getByTestId('outgoing-row').filter({ hasText: subject });
    await expect(sent).toContainText(t('compose.no_copy_title'));
    await expect(sent.getByRole('paragraph')).toHaveText([t('compose.no_copy_unreachable')]);
    await testbed.dovecot('start');
    // After ten seconds Kurier does it by itself: whoever presses may come too late.
    await expect(async () => {
      const again = sent.getByRole('button', { name: t('compose.retry'), exact: true });
      if (await again.isEnabled({ timeout: 300 }).catch(() => false)) await again.click({ timeout: 300 }).catch(() => {});
      await expect(sent).toHaveCount(0, { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    const copies = async () => (await testbed.mails(anna.address, 'Sent')).filter((one) => one.subject === subject);
    await expect.poll(copies).toHaveLength(1);
    // The others of this office need the mailbox as it was.
    const next = `Znowu ${subject}`;
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', next, 'Dzień dobry');
    await open(page, '/inbox');
    await expect(row(page, next).first()).toBeVisible({ timeout: 30_000 });
  });

  test('what the server does not take for now covers nothing, is told once, and can be taken back', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const { testbed } = office;
    const subject = `Na razie nie ${Date.now()}`;
    await testbed.smtp({ temporary_failure: true });
    await write(page, t, 'jan@klient.example', subject, 'Pierwsza wersja');
    await sendNow(page, t);
    const told = page.locator('.sending__item[data-state=retrying]');
    await expect(told.locator('.sending__text')).toHaveText(`${t('compose.retrying')} ${t('compose.failure_recipients_now', { recipients: 'jan@klient.example' })}`, {
      timeout: 30_000,
    });
    await page.getByRole('button', { name: t('common.new_email') }).first().click();
    await expect(text(page, t)).toBeEditable();
    await composer(page).getByRole('button', { name: t('compose.send'), exact: true }).locator('visible=true').click({ trial: true });
    await told.getByRole('button', { name: t('compose.dismiss'), exact: true }).click();
    await expect(told).toHaveCount(0);

    // It is tried once more and refused for another reason: the notice stays closed.
    await goToDrafts(page);
    const waiting = page.getByTestId('outgoing-row').filter({ hasText: subject });
    await expect(waiting).toContainText(t('compose.waiting_to_retry'));
    await testbed.smtp({ defer_recipients: ['jan@klient.example'] });
    await waiting.getByRole('button', { name: t('compose.retry'), exact: true }).click();
    await expect(waiting).toContainText('Greylisted', { timeout: 30_000 });
    await expect(told).toHaveCount(0);

    await testbed.smtp({});
    await waiting.getByRole('button', { name: t('compose.stop_and_edit'), exact: true }).click();
    await expect(text(page, t)).toContainText('Pierwsza wersja');
    await expect(waiting).toHaveCount(0);
    await text(page, t).fill('Druga wersja');
    await sendNow(page, t);
    await expect.poll(async () => (await testbed.received()).map((one) => one.text.trim()), { timeout: 30_000 }).toEqual(['Druga wersja']);
  });
});

test('what is thrown away is back with one press, and stays when the browser closes first', async ({ anna: page, t }) => {
  const subject = `Cenny ${Date.now()}`;
  await write(page, t, 'jan@klient.example', subject, 'Długo pisany tekst');
  const undo = page.getByTestId('toast').filter({ hasText: t('compose.discarded') }).getByRole('button', { name: t('common.undo'), exact: true });
  await page.getByTestId('composer-discard').click();
  await expect(composer(page)).toHaveCount(0);
  await undo.click();
  await expect(text(page, t)).toContainText('Długo pisany tekst');
  await open(page, '/drafts');
  const draft = page.getByTestId('draft-row').filter({ hasText: subject });
  await draft.getByRole('button', { name: t('compose.discard'), exact: true }).click();
  await expect(draft).toHaveCount(0);
  await undo.click();
  await expect(text(page, t)).toContainText('Długo pisany tekst');
  await open(page, '/drafts');
  await draft.getByRole('button', { name: t('compose.discard'), exact: true }).click();
  await expect(draft).toHaveCount(0);
  await open(page, '/drafts');
  await expect(draft).toBeVisible();
});

test('a closed tab leaves what was written, and nothing where nothing was', { tag: '@server' }, async ({ anna: page, office, t }) => {
  const subject = `Zamknięta karta ${Date.now()}`;
  await office.testbed.write(office.anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await open(page, '/inbox');
  const thread = await openThread(page, subject);
  const address = page.url();
  const answer = thread.getByRole('button', { name: t('inbox.thread.reply'), exact: true }).last();
  const begun = page.getByTestId('thread-drafts');
  const closed = async (words: string) => {
    const tab = await page.context().newPage();
    await open(tab, address);
    await tab.getByTestId('thread').getByRole('button', { name: t('inbox.thread.reply'), exact: true }).last().click();
    await expect(text(tab, t)).toBeEditable();
    await text(tab, t).pressSequentially(words);
    const gone = tab.waitForEvent('close');
    await tab.close({ runBeforeUnload: true });
    await gone;
  };
  await closed('');
  await open(page, address);
  await expect(answer).toBeVisible();
  await expect(begun).toHaveCount(0);
  await open(page, '/drafts');
  await expect(page.locator('.drafts__list, .empty-state').first()).toBeVisible();
  await expect(page.getByTestId('draft-row').filter({ hasText: subject })).toHaveCount(0);

  // Closed before it could be saved.
  await closed('Oferta w czwartek');
  await open(page, address);
  await answer.click();
  await expect(text(page, t)).toContainText('Oferta w czwartek');
});
