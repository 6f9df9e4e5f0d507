// Every page, in both languages, light and (in one of them) dark: a picture to look at, and nothing for axe-core to find.
import { open } from '../../helpers/pages.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { LANGUAGES } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

const PAGES = {
  inbox: '/inbox',
  search: '/search?q=krzes%C5%82a',
  ready: '/ready',
  leads: '/leads?view=list',
  board: '/leads?view=board',
  drafts: '/drafts',
  settings: '/settings',
  accounts: '/settings/accounts',
  'new-account': '/settings/accounts/new',
  members: '/settings/members',
  profile: '/settings/profile',
};

for (const language of LANGUAGES) {
  // Colours do not depend on the language.
  for (const colorScheme of language === 'pl' ? (['light', 'dark'] as const) : (['light'] as const)) {
    test.describe(`${language}, ${colorScheme}`, () => {
      test.use({ locale: language === 'pl' ? 'pl-PL' : 'en-GB', colorScheme });
      test('every page', async ({ anna: page }) => {
        test.setTimeout(180_000);
        for (const [name, path] of Object.entries(PAGES)) {
          await test.step(name, async () => {
            await open(page, path);
            await expect(page.locator('html')).toHaveAttribute('lang', new RegExp(`^${language}`));
            await expect(page.locator('main')).toBeVisible();
            // Nothing is wider than the screen.
            expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(
              page.viewportSize()?.width ?? 0,
            );
            await picture(page, `page-${name}`);
            await accessible(page);
          });
        }
      });
    });
  }
}

test('sign-in', async ({ page, office }) => {
  expect(office.kurier.url).toBeTruthy();
  await open(page, '/sign-in');
  await picture(page, 'page-sign-in');
  await accessible(page);
});

test('a page that is not there says so', async ({ anna: page, complaints }) => {
  const answer = await page.goto('/inbox/00000000-0000-7000-8000-000000000000');
  expect(answer?.status()).toBe(404);
  await picture(page, 'page-not-found');
  await accessible(page);
  complaints.length = 0;
});
