// Celina sees nothing of Anna's mailbox, whatever address she types.
import { open, openThread } from '../../helpers/pages.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

test('pages, texts and attachments of a foreign mailbox are not there', { tag: '@server' }, async ({ anna: page, office, t, browser }) => {
  const seen = new Set<string>();
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (/^\/(mail|inbox|compose|assistant)\//.test(path)) seen.add(path);
  });
  await open(page, '/inbox');
  const opened = await openThread(page, 'Zamówienie 2026/118');
  for (const link of await opened.locator('a[href^="/mail/"]').all()) {
    seen.add(new URL((await link.getAttribute('href'))!, office.kurier.url).pathname);
  }
  seen.add(new URL(page.url()).pathname);
  expect(seen.size).toBeGreaterThan(2);

  const context = await browser.newContext({ baseURL: office.kurier.url });
  const stranger = await context.newPage();
  await signedIn(stranger, office, t, office.celina);
  for (const path of seen) {
    const answer = await context.request.get(path, { maxRedirects: 0 });
    expect(answer.status(), path).toBe(404);
  }
  await open(stranger, '/inbox');
  // Her folders are there, so her list would be too.
  await expect(stranger.locator('.inbox, .inbox-start').first()).toBeVisible();
  await expect(stranger.getByText('Zamówienie 2026/118')).toHaveCount(0);
  await context.close();

  const nobody = await browser.newContext({ baseURL: office.kurier.url });
  for (const path of seen) {
    const answer = await nobody.request.get(path, { maxRedirects: 0 });
    expect([302, 303, 307, 401, 404], path).toContain(answer.status());
  }
  await nobody.close();
});

test('the team mailbox is seen by its members only', { tag: '@server' }, async ({ office, t, browser }) => {
  for (const [person, sees] of [
    [office.bartek, true],
    [office.celina, false],
  ] as const) {
    const context = await browser.newContext({ baseURL: office.kurier.url, locale: 'pl-PL' });
    const page = await context.newPage();
    await signedIn(page, office, t, person);
    await open(page, '/inbox');
    const mail = page.getByTestId('thread-row').filter({ hasText: 'Zapytanie o krzesła' });
    await expect(page.locator('.inbox, .inbox-start').first()).toBeVisible();
    if (sees) await expect(mail.first()).toBeVisible({ timeout: 20_000 });
    else await expect(mail).toHaveCount(0);
    await context.close();
  }
});
