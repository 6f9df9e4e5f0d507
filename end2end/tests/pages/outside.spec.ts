// Pages that nobody is signed in for, or that are not there: a picture to look at, and nothing for axe-core to find. All others are
// in page_lint.
import { open } from '../../helpers/pages.ts';
import { lint } from '../../helpers/lint.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { expect, test } from '../../helpers/world.ts';

test('sign-in', async ({ page, office }) => {
  expect(office.kurier.url).toBeTruthy();
  await open(page, '/sign-in');
  await picture(page, 'page-sign-in');
  await accessible(page);
  expect(await lint(page)).toEqual([]);
});

test('a forgotten password is chosen anew by a link from an administrator', async ({ anna: page, office, t, browser, baseURL, locale }) => {
  const ewa = { ...office.celina, address: `ewa${Date.now()}@firma.example`, name: 'Ewa Zapominalska' };
  await office.kurier.addUser(ewa, 'member');
  await open(page, '/settings/members');
  await page.getByRole('button', { name: t('settings.members.actions_of', { name: ewa.name }) }).first().click();
  await page.getByRole('menuitem', { name: t('settings.members.reset') }).click();
  const link = await page.getByTestId('reset-link').inputValue();
  await picture(page, 'page-reset-link');
  expect(await lint(page)).toEqual([]);
  const elsewhere = await (await browser.newContext({ baseURL, locale })).newPage();
  await open(elsewhere, new URL(link).pathname);
  await picture(elsewhere, 'page-reset');
  await accessible(elsewhere);
  expect(await lint(elsewhere)).toEqual([]);
  await elsewhere.getByLabel(t('sign_in.new_password'), { exact: true }).fill('całkiem nowe hasło');
  await elsewhere.getByRole('button', { name: t('sign_in.reset.submit') }).click();
  await elsewhere.waitForURL('**/inbox');
  await open(elsewhere, new URL(link).pathname);
  await expect(elsewhere.getByText(t('sign_in.reset.gone'), { exact: true })).toBeVisible();
  await elsewhere.context().close();
});

test('a page that is not there says so', async ({ anna: page, complaints }) => {
  const answer = await page.goto('/inbox/00000000-0000-7000-8000-000000000000');
  expect(answer?.status()).toBe(404);
  await picture(page, 'page-not-found');
  await accessible(page);
  expect(await lint(page)).toEqual([]);
  complaints.length = 0;
});
