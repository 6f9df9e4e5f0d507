// The first minute: from the one-time link to a workspace, in both languages, at both sizes.
import { setUp } from '../../helpers/pages.ts';
import { picture } from '../../helpers/pictures.ts';
import { LANGUAGES } from '../../helpers/words.ts';
import { expect, freshTest as test } from '../../helpers/world.ts';

for (const language of LANGUAGES) {
  test.describe(`set-up (${language})`, () => {
    test.use({ locale: language === 'pl' ? 'pl-PL' : 'en-GB' });

    test('the link makes the workspace and leads to the first account', async ({ page, fresh, t }) => {
      const { testbed, kurier } = fresh;
      await setUp(page, t, kurier.setUpLink, testbed.person('anna'), 'Firma');
      await expect(page.getByText(t('inbox.empty.no_mailbox_title'))).toBeVisible();
      await picture(page, 'no-mailbox');
      await page.getByRole('link', { name: t('inbox.empty.no_mailbox_do') }).click();
      await page.waitForURL(/\/settings\/accounts\/new/);
    });
  });
}
