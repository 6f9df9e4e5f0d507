// Signing in leads on to where one was going.
import { awake, open } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('whoever was going to the board signs in and is there', { tag: '@server' }, async ({ office, t, browser, baseURL, locale }) => {
  const context = await browser.newContext({ baseURL, locale });
  const page = await context.newPage();
  await open(page, '/records/lead?view=board');
  await page.waitForURL((url) => url.pathname === '/sign-in');
  await page.getByLabel(t('sign_in.email'), { exact: true }).fill(office.bartek.address);
  await page.getByLabel(t('sign_in.password'), { exact: true }).fill(office.bartek.sign_in);
  await page.getByRole('button', { name: t('sign_in.submit'), exact: true }).click();
  await page.waitForURL('/records/lead?view=board');
  await awake(page);
  await expect(page.locator('main a[href="/records/lead?view=board"]')).toHaveAttribute('aria-current', 'page');
  await context.close();
});

test('whose session ended on the way to the board is led back there', { tag: '@server' }, async ({ anna: page, t, complaints }) => {
  await open(page, '/records/lead');
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.locator('main a[href="/records/lead?view=board"]').click();
  const link = page.getByRole('link', { name: t('errors.page.to_sign_in'), exact: true }).first();
  await expect(link).toHaveAttribute('href', /[?]/);
  const to = new URL((await link.getAttribute('href'))!, page.url());
  expect([to.pathname, to.searchParams.get('next')]).toEqual(['/sign-in', '/records/lead?view=board']);
  await page.context().addCookies(cookies);
  // The browser itself reports every answer that is an error.
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('401')));
});
