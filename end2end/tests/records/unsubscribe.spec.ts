// Whoever gets mail that one writes on grounds they gave finds the way out of it in the mail, and needs neither an account nor a script for it.
import { open, pressSend } from '../../helpers/pages.ts';
import { openRecord } from '../../helpers/records.ts';
import { askForBasis, wayOut } from '../../helpers/ways_out.ts';
import { expect, test } from '../../helpers/world.ts';

test.describe('the way out of a mail', () => {
  test.afterEach(async ({ anna: page }) => askForBasis(page, false));

  test('S0.10 whoever presses it gets no more, and may come back; the page of the person says who did it', async ({ anna: page, office, t, browser, baseURL, locale }) => {
    test.setTimeout(120_000);
    const stamp = Date.now();
    const name = `Wanda Wypisana ${stamp}`;
    const path = await wayOut(page, t, office, name, `wanda.${stamp}@wypis.example`);
    const context = await browser.newContext({ baseURL, locale, javaScriptEnabled: false });
    const theirs = await context.newPage();
    await theirs.goto(path);
    const standing = theirs.getByTestId('unsubscribe-standing');
    await expect(standing).toHaveText(t('consents.leave.wanted'));
    await expect(theirs.locator('main')).toContainText('w•••@wypis.example');
    // Looking has changed nothing; pressing does, at once.
    await theirs.reload();
    await expect(standing).toHaveAttribute('data-standing', 'subscribed');
    await theirs.getByRole('button', { name: t('consents.leave.one_to_one'), exact: true }).click();
    await expect(standing).toHaveText(t('consents.leave.left'));

    await open(page, '/records/contact');
    await openRecord(page, name);
    await expect(page.getByTestId('consent-standing')).toHaveAttribute('data-standing', 'unsubscribed');
    await page.getByTestId('consent-history').locator('summary').click();
    await expect(page.getByTestId('consent-history')).toContainText(t('consents.by_link_of', { subject: `Oferta dla: ${name}` }));
    await page.getByTestId('write-email').click();
    await page.getByTestId('composer').getByLabel(t('compose.subject'), { exact: true }).fill('Jeszcze jedna');
    await page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') }).fill('Dzień dobry.');
    await pressSend(page, t);
    await expect(page.getByTestId('composer-doubts')).toContainText(t('consents.standing_unsubscribed'));
    await page.getByTestId('composer-doubts').getByRole('button', { name: t('compose.back_to_writing') }).click();

    // It was a mistake. Whoever looks at the person sees it come.
    await open(page, '/records/contact');
    await openRecord(page, name);
    await theirs.getByRole('button', { name: t('consents.leave.back'), exact: true }).click();
    await expect(standing).toHaveAttribute('data-standing', 'subscribed');
    await expect(page.getByTestId('consent-standing')).toHaveAttribute('data-standing', 'subscribed');
    await theirs.getByRole('button', { name: t('consents.leave.everything'), exact: true }).click();
    await expect(standing).toHaveText(t('consents.leave.left_all'));
    await expect(page.getByTestId('consent-standing')).toHaveAttribute('data-standing', 'opted_out');
    await context.close();
  });
});
