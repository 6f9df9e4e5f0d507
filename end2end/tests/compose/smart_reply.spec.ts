// Smart Reply: three variants, streamed; trouble with the model is said and blocks nothing.
import { open, openThread, smartReply } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test.describe('Smart Reply', () => {
  test.afterEach(({ office }) => office.testbed.ai({}));

  test('three variants in the language of the mail', async ({ anna: page, office, t }) => {
    const { testbed, anna } = office;
    const subject = `Oferta ${Date.now()}`;
    await testbed.write(anna.address, 'Jan Kot <jan@klient.example>', subject, 'Proszę o ofertę na 12 biurek.');
    await open(page, '/inbox');
    await openThread(page, subject);
    await page.getByRole('button', { name: t('compose.suggest'), exact: true }).click();
    for (const length of ['short', 'medium', 'long']) {
      // A card is there before its text: it is complete when the model has said so.
      const card = page.getByTestId(`smart-reply-${length}`);
      await expect(card).toHaveAttribute('data-complete', 'true', { timeout: 30_000 });
      await expect(card.locator('.smart-reply__text')).toHaveText(/\S/);
    }
    const asked = JSON.stringify(await testbed.aiRequests());
    expect(asked).toContain('12 biurek');
  });

  test('a blank is not sent unasked', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const { testbed, anna } = office;
    const subject = `Puste ${Date.now()}`;
    await testbed.ai({ texts: ['Cena: […] zł'] });
    await testbed.forgetReceived();
    await testbed.write(anna.address, 'Jan Kot <jan@klient.example>', subject, 'Ile kosztuje?');
    await open(page, '/inbox');
    await openThread(page, subject);
    await smartReply(page, t);
    const text = page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') });
    await expect(text).toContainText('Cena: […] zł');
    await text.press('Control+Enter');
    const doubts = page.getByTestId('composer-doubts');
    await expect(doubts).toContainText('[…]');
    await expect(doubts.getByTestId('composer-send-anyway')).toBeFocused();
    // Escape takes the question back, and nothing else.
    await page.keyboard.press('Escape');
    await expect(doubts).toBeHidden();
    await expect(text).toContainText('Cena: […] zł');
    await text.press('Control+Enter');
    await doubts.getByRole('button', { name: t('compose.back_to_writing') }).click();
    // The blank is selected: typing fills it in.
    await page.keyboard.type('100');
    await expect(text).toContainText('Cena: 100 zł');
    expect(await testbed.received()).toEqual([]);
  });

  for (const kind of ['server_error', 'wrong_key', 'garbage', 'cut'] as const) {
    test(`the model's ${kind} is said`, { tag: '@server' }, async ({ anna: page, office, t }) => {
      const { testbed, anna } = office;
      await testbed.ai({ kind });
      const subject = `Kłopot ${kind} ${Date.now()}`;
      await testbed.write(anna.address, 'Jan Kot <jan@klient.example>', subject, 'Proszę o ofertę.');
      await open(page, '/inbox');
      await openThread(page, subject);
      await page.getByRole('button', { name: t('compose.suggest'), exact: true }).click();
      await expect(page.getByText(t('compose.trouble_calm')).first()).toBeVisible({ timeout: 30_000 });
      await page.getByRole('button', { name: t('inbox.thread.reply'), exact: true }).first().click();
      await expect(page.getByTestId('composer')).toBeVisible();
    });
  }
});
