// A lead and the board: what is told of its mail, and what keys do.
import { newLead } from '../../helpers/leads.ts';
import { isPhone, open } from '../../helpers/pages.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

test('two threads of one subject are told apart, and who sees neither is told so', { tag: '@server' }, async ({ anna: page, office, t, browser, baseURL, locale }) => {
  const { testbed, anna } = office;
  const stamp = Date.now();
  const [address, subject] = [`zakupy.${stamp}@jedna-firma.example`, `Zapytanie ${stamp}`];
  await newLead(page, t, { name: `Dwa watki ${stamp}`, email: address });
  const lead = new URL(page.url()).pathname;
  for (const person of ['Adam Bies', 'Iza Sroka']) await testbed.write(anna.address, `${person} <${address}>`, subject, `Pisze ${person}.`);
  const attached = page.getByTestId('attached-thread');
  await expect(attached).toHaveCount(2, { timeout: 20_000 });
  for (const person of ['Adam Bies', 'Iza Sroka']) {
    const row = attached.filter({ hasText: person });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText(subject);
    await expect(row.locator('time')).toHaveText(/\d/);
  }

  const context = await browser.newContext({ baseURL, locale });
  const stranger = await context.newPage();
  await signedIn(stranger, office, t, office.celina);
  await open(stranger, '/leads?view=list');
  const row = stranger.getByTestId('lead-row').filter({ hasText: `Dwa watki ${stamp}` });
  await expect(row).toContainText(t('leads.hidden_threads', { count: 2 }));
  await expect(row).not.toContainText(t('leads.threads', { count: 0 }));
  await open(stranger, lead);
  await expect(stranger.getByTestId('hidden-threads')).toHaveText(t('leads.hidden_threads_text', { count: 2 }));
  await expect(stranger.locator('.lead')).not.toContainText(t('inbox.list.no_subject'));
  await expect(stranger.locator('.lead')).not.toContainText(subject);
  await context.close();
});

test('writing from a lead begins in the composer, and Escape closes it', async ({ anna: page, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  await newLead(page, t, { name: `Do napisania ${Date.now()}`, email: 'jan@klient.example' });
  await page.getByTestId('write-email').click();
  const composer = page.getByTestId('composer');
  await expect(composer.getByRole('textbox', { name: t('compose.body') })).toBeEditable();
  await expect(composer.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(composer).toHaveCount(0);
});

test('a card is moved by its menu, taken back with z, and its name breaks between words', async ({ anna: page, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  const name = `Konferencyjne krzesła ${Date.now()}`;
  await newLead(page, t, { name, email: 'jan@klient.example' });
  // So narrow that the columns have their least width.
  await page.setViewportSize({ width: 1024, height: 768 });
  await open(page, '/leads?view=board');
  const column = (stage: string) => page.locator('.board__column').filter({ has: page.getByRole('heading', { name: t(`leads.stage_${stage}`), exact: true }) });
  const card = (stage: string) => column(stage).getByTestId('lead-card').filter({ hasText: name });
  await expect(card('new')).toBeVisible();
  const broken = await card('new').getByRole('link').evaluate((link) => {
    const text = link.firstChild!;
    const range = document.createRange();
    return [...text.textContent!.matchAll(/\S+/g)].map((word) => {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
    });
  });
  expect(broken, 'lines that each word takes').toEqual([1, 1, 1]);
  await card('new').getByTestId('move-to-stage').click();
  await page.getByRole('menuitem', { name: t('leads.stage_contacted'), exact: true }).click();
  await expect(card('contacted')).toBeVisible();
  await expect(page.getByTestId('toast').getByRole('button', { name: t('common.undo') })).toBeVisible();
  await page.keyboard.press('z');
  await expect(card('new')).toBeVisible();
});
