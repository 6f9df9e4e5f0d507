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

test('a page that is not there says so', async ({ anna: page, complaints }) => {
  const answer = await page.goto('/inbox/00000000-0000-7000-8000-000000000000');
  expect(answer?.status()).toBe(404);
  await picture(page, 'page-not-found');
  await accessible(page);
  expect(await lint(page)).toEqual([]);
  complaints.length = 0;
});
