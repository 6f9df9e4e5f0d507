// Pages that nobody is signed in for, or that are not there, in both languages and at every size: nothing for the lint and for axe-core
// to find. All others are in page_lint.
import type { Page } from '@playwright/test';
import { DESKTOPS, lint, lintAt, resize, TOUCH } from '../../helpers/lint.ts';
import { Kurier } from '../../helpers/kurier.ts';
import { awake, isPhone, open } from '../../helpers/pages.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { askForBasis, wayOut } from '../../helpers/ways_out.ts';
import { expect, test } from '../../helpers/world.ts';

// Without motion: what moves is measured where it comes to rest.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Looks at a page that offers both languages. */
async function look(page: Page, name: string): Promise<void> {
  const sizes = isPhone(page) ? TOUCH : DESKTOPS;
  const found: string[] = [];
  for (const [language, words] of [['en', 'English'], ['pl', 'Polski']] as const) {
    await resize(page, sizes[1]);
    const here = page.locator(`html[lang=${language}]`);
    if ((await here.count()) === 0) await page.getByRole('button', { name: words, exact: true }).click();
    await expect(here).toBeAttached();
    await awake(page);
    await picture(page, `page-${name}`);
    await accessible(page);
    for (const one of await lintAt(page, sizes)) found.push(`${language} ${one}`);
  }
  expect(found).toEqual([]);
}

test('sign-in', async ({ page, office, t }) => {
  expect(office.kurier.url).toBeTruthy();
  await open(page, '/sign-in');
  await page.getByText(t('sign_in.forgotten'), { exact: true }).click();
  await look(page, 'sign-in');
});

test('set-up', async ({ browser }) => {
  const kurier = await Kurier.start();
  const page = await browser.newPage();
  await open(page, await kurier.setUpLink());
  await look(page, 'set-up');
  await page.close();
  await kurier.remove();
});

test('an invitation, and one that is used up', async ({ anna: page, t, browser, baseURL }) => {
  await open(page, '/settings/members');
  await page.getByLabel(t('settings.invite.email'), { exact: true }).fill(`ktos${Date.now()}@bardzo-dluga-domena-firmy.example`);
  await page.getByRole('button', { name: t('settings.invite.submit') }).click();
  const link = await page.getByTestId('invitation-link').inputValue();
  const elsewhere = await browser.newPage({ baseURL });
  await open(elsewhere, new URL(link).pathname);
  await look(elsewhere, 'invitation');
  await open(elsewhere, '/invitation/nie-ma-takiego');
  await expect(elsewhere.locator('.empty-state')).toBeVisible();
  await look(elsewhere, 'invitation-gone');
  await elsewhere.close();
});

test('the way out of a mail, taken, and one that leads nowhere', async ({ anna: page, office, t, browser, baseURL, locale }) => {
  test.setTimeout(180_000);
  const stamp = Date.now();
  const path = await wayOut(page, t, office, `Konstancja Brzęczyszczykiewicz ${stamp}`, `konstancja.${stamp}@bardzo-dluga-domena-klienta-z-poznania.example`);
  await askForBasis(page, false);
  const elsewhere = await (await browser.newContext({ baseURL, locale })).newPage();
  await open(elsewhere, path);
  await look(elsewhere, 'unsubscribe');
  for (const [button, name] of [['one_to_one', 'left'], ['everything', 'left-all']] as const) {
    await elsewhere.getByRole('button', { name: t(`consents.leave.${button}`), exact: true }).click();
    await expect(elsewhere.getByTestId('unsubscribe-standing')).toHaveText(t(`consents.leave.${name === 'left' ? 'left' : 'left_all'}`));
    await look(elsewhere, `unsubscribe-${name}`);
  }
  const answer = await elsewhere.goto('/unsubscribe/nie-ma-takiego');
  expect(answer?.status()).toBe(404);
  await expect(elsewhere.locator('.empty-state')).toBeVisible();
  await look(elsewhere, 'unsubscribe-gone');
  await elsewhere.context().close();
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
  await look(elsewhere, 'reset');
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
  expect(await lintAt(page, isPhone(page) ? TOUCH : DESKTOPS)).toEqual([]);
  complaints.length = 0;
});
