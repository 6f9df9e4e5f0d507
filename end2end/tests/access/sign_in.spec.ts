// Signing in leads on to where one was going.
import { awake, open } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('whoever was going to the board signs in and is there', { tag: '@server' }, async ({ office, t, browser, baseURL, locale }) => {
  const context = await browser.newContext({ baseURL, locale });
  const page = await context.newPage();
  await open(page, '/leads?view=board');
  await page.waitForURL((url) => url.pathname === '/sign-in');
  await page.getByLabel(t('sign_in.email'), { exact: true }).fill(office.bartek.address);
  await page.getByLabel(t('sign_in.password'), { exact: true }).fill(office.bartek.sign_in);
  await page.getByRole('button', { name: t('sign_in.submit'), exact: true }).click();
  await page.waitForURL('/leads?view=board');
  await awake(page);
  await expect(page.locator('main a[href="/leads?view=board"]')).toHaveAttribute('aria-current', 'page');
  await context.close();
});
