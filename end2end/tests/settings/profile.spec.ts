// The profile: what changes at once.
import { open } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('light or dark as the person chose, whatever the system has', async ({ anna: page, t }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await open(page, '/settings/profile');
  const choice = page.getByLabel(t('settings.profile.appearance'), { exact: true });
  await choice.selectOption('dark');
  const dark = await ground();
  await choice.selectOption('light');
  expect(await ground()).not.toBe(dark);
  await choice.selectOption('dark');
  // The next page comes so from the server.
  const html = await (await page.request.get('/records/lead')).text();
  expect(html).toMatch(/<html[^>]* data-appearance="dark"/);
  await open(page, '/records/lead');
  expect(await ground()).toBe(dark);
  await open(page, '/settings/profile');
  await expect(choice).toHaveValue('dark');
  await choice.selectOption('system');
});
