// Pages by keys alone.
import { open } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('who skips the navigation goes on in the page', { tag: '@server' }, async ({ anna: page }) => {
  await open(page, '/leads');
  const skip = page.locator('.skip-link');
  await skip.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await page.locator('main').evaluate((main) => main.contains(document.activeElement))).toBe(true);
});
