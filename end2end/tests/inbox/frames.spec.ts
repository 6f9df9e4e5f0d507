// HTML mail in its frame: as high as its text, as wide as there is room, whole on demand, and as its sender meant it.
import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { forgiveFrames, htmlMail, measured, settled } from '../../helpers/frames.ts';
import { open, openThread } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test.afterEach(({ complaints }) => forgiveFrames(complaints));

/** Mails that want to be as high as their window, or higher, and what can be read in them. */
const HIGH = [
  [
    'Link do logowania',
    '<!DOCTYPE html><html><body style="margin:0"><div style="min-height:100vh;background:#0b3d2e;padding:18px 12px">' +
      '<h2 style="color:#fff;margin:0">Link do logowania</h2><p style="color:#cfe">Ważny przez kwadrans.</p></div></body></html>',
  ],
  [
    'Potwierdzenie rezerwacji numer 4711',
    '<html><head><style>.tlo{height:100vh;padding:40px;background:#eef}</style></head>' +
      '<body><div class="tlo">Potwierdzenie rezerwacji numer 4711.</div></body></html>',
  ],
  [
    'Treść na środku',
    '<html><body><div style="min-height:150vh;display:flex"><p style="margin-top:60vh">Treść na środku.</p></div></body></html>',
  ],
] as const;

test('a mail that is as high as the window is as high as its text', { tag: '@server' }, async ({ anna: page, office }) => {
  const stamp = Date.now();
  for (const [number, [, html]] of HIGH.entries()) {
    await office.testbed.deliver(office.anna.address, htmlMail(office.anna.address, `Okno ${number} ${stamp}`, html));
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page, '/inbox');
  for (const [number, [words]] of HIGH.entries()) {
    const frame = await measured(await openThread(page, `Okno ${number} ${stamp}`));
    const first = await settled(frame);
    expect(first, words).toBeLessThan(2_000);
    const text = frame.contentFrame().getByText(words);
    expect(await text.evaluate((element) => element.getBoundingClientRect().bottom), words).toBeLessThan(1_200);
    expect(await settled(frame), words).toBe(first);
    // It does not grow with the windows that it has been in.
    await page.setViewportSize({ width: 1900, height: 1400 });
    expect(await settled(frame), words).toBeLessThan(2_000);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await settled(frame), words).toBe(first);
  }
});

/** Words of table cells that stand in more than one line. */
const broken = (root: Locator): Promise<string[]> =>
  root.locator('td').evaluateAll((cells) =>
    cells.flatMap((cell) => {
      const words = document.createRange();
      words.selectNodeContents(cell);
      return words.getClientRects().length === 1 ? [] : [cell.textContent ?? ''];
    }),
  );

test('a wide mail is made to fit with its words whole, and full size on demand', async ({ anna: page, office, t }) => {
  const subject = `Szeroka ${Date.now()}`;
  const cells = ['Zamawiający', 'Przeznaczenie', 'Potwierdzenie', 'Wyposażenie'].flatMap((word) => Array<string>(4).fill(`<td>${word}</td>`));
  const html = `<table width=1000><tr><td width=500>lewa</td><td>prawa</td></tr></table><table width="100%"><tr>${cells.join('')}</tr></table>`;
  await office.testbed.deliver(office.anna.address, htmlMail(office.anna.address, subject, html));
  await open(page, '/inbox');
  const opened = await openThread(page, subject);
  const root = opened.frameLocator('iframe').locator(':root');
  const surplus = () => root.evaluate((element) => element.scrollWidth - element.clientWidth);
  await expect(page.getByRole('button', { name: t('inbox.message.full_size') })).toBeVisible();
  expect(await surplus()).toBeLessThanOrEqual(1);
  expect(await broken(root)).toEqual([]);
  await page.getByRole('button', { name: t('inbox.message.full_size') }).click();
  await expect.poll(surplus).toBeGreaterThan(100);
  expect(await broken(root)).toEqual([]);
  await page.getByRole('button', { name: t('inbox.message.fit_width') }).click();
  await expect.poll(surplus).toBeLessThanOrEqual(1);
});

test('an empty picture keeps its height, and a link into the mail leads there', { tag: '@server' }, async ({ anna: page, office }) => {
  const subject = `Gazetka ${Date.now()}`;
  const gif = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
  const jumps = '<a href="#cennik">Do cennika</a> <a href="#dostawa">Do dostawy</a>';
  const lines = '<p>…</p>'.repeat(100);
  const html = `${jumps}<div><img src="${gif}" width="600" height="30" alt="odstęp"></div>${lines}<a name="cennik">Cennik</a>${lines}<h2 id="dostawa">Dostawa</h2>`;
  await office.testbed.deliver(office.anna.address, htmlMail(office.anna.address, subject, html));
  await open(page, '/inbox');
  const frame = await measured(await openThread(page, subject));
  const body = frame.contentFrame();
  const size = await body.getByAltText('odstęp').evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    return [image.offsetWidth, image.offsetHeight];
  });
  expect(size).toEqual([600, 30]);

  const [address, pages] = [page.url(), page.context().pages().length];
  for (const [link, target] of [
    [body.getByText('Do cennika'), body.getByText('Cennik', { exact: true })],
    [body.getByText('Do dostawy'), body.getByRole('heading', { name: 'Dostawa' })],
  ] as const) {
    await expect(target).not.toBeInViewport();
    await link.click();
    await expect(target).toBeInViewport();
  }
  expect(page.url()).toBe(address);
  expect(page.context().pages()).toHaveLength(pages);
});

test('of a long mail the beginning is shown, the whole on demand, and all of it comes down', { tag: '@server' }, async ({ anna: page, office, t }) => {
  const subject = `Bardzo długa ${Date.now()}`;
  const html = `${'<p>x</p>'.repeat(6_000)}<p>Ostatni akapit</p>`;
  await office.testbed.deliver(office.anna.address, htmlMail(office.anna.address, subject, html));
  await open(page, '/inbox');
  const opened = await openThread(page, subject);
  const end = (await measured(opened)).contentFrame().getByText('Ostatni akapit');
  await expect(opened.getByText(t('inbox.message.cut'))).toBeVisible();
  await expect(end).toHaveCount(0);
  const coming = page.waitForEvent('download');
  await opened.getByRole('link', { name: t('inbox.message.download_original') }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/\.eml$/);
  expect(await readFile(await file.path(), 'utf8')).toContain('<p>Ostatni akapit</p>');
  await opened.getByRole('button', { name: t('inbox.message.show_all') }).click();
  await expect(end).toBeAttached();
  await expect(opened.getByText(t('inbox.message.cut'))).toHaveCount(0);
});
