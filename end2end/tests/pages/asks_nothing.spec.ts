// What the server has just drawn the page does not ask for again.
import { open, openThread } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

const PAGES = ['/inbox', '/search?q=krzes%C5%82a', '/ready', '/records/lead', '/records/lead?view=board', '/drafts', '/settings/accounts', '/settings/members', '/settings/profile'];

test('no page asks for what it shows', { tag: '@server' }, async ({ anna: page }) => {
  test.setTimeout(180_000);
  await open(page, '/inbox');
  const opened = await openThread(page, 'Krzesła do sali konferencyjnej');
  await expect(opened.getByTestId('message-card')).toHaveCount(5);
  for (const path of [new URL(page.url()).pathname, ...PAGES]) {
    const asked: string[] = [];
    const listen = (request: { url(): string }) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/')) asked.push(pathname.replace(/\d+$/, ''));
    };
    page.on('request', listen);
    const connected = page.waitForResponse((response) => new URL(response.url()).pathname === '/live');
    await open(page, path);
    await connected;
    // Longer than news are gathered.
    await page.waitForTimeout(1_000);
    page.off('request', listen);
    expect.soft(asked, path).toEqual([]);
  }
});
