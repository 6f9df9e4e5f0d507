// An open reply follows whoever leaves its opened, and whatever is opened instead comes.
import { expect as expects, type Page } from '@playwright/test';
import { folder, isPhone, open, openThread, row } from '../../helpers/pages.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

const OTHER = 'Wizualizacja sali';

interface Way {
  how: string;
  go: (page: Page, t: Words) => Promise<unknown>;
  /** What is there afterwards. */
  there: (page: Page, subject: string) => Promise<unknown>;
}

const otherThread = (page: Page) => expects(page.getByTestId('thread')).toContainText(OTHER);
const nothingOpen = (page: Page) => expects(page.getByTestId('thread')).toHaveCount(0);
const at = (address: RegExp) => async (page: Page) => {
  await page.waitForURL(address);
  await nothingOpen(page);
};
const link = (page: Page, name: string) => page.getByRole('link', { name }).locator('visible=true').first().click();

const WAYS: Way[] = [
  { how: 'another row', go: (page) => row(page, OTHER).first().click(), there: otherThread },
  { how: 'a folder', go: (page) => folder(page, 'Klienci/Meble Nowak').click(), there: nothingOpen },
  { how: 'Leads', go: (page, t) => link(page, t('records.kinds.leads')), there: at(/\/records\/lead/) },
  { how: 'Ready', go: (page, t) => link(page, t('common.nav.ready')), there: at(/\/ready/) },
  { how: 'Settings', go: (page) => page.evaluate(() => (document.activeElement as HTMLElement).blur()).then(() => page.keyboard.press('g')).then(() => page.keyboard.press('s')), there: at(/\/settings/) },
  { how: 'back in the browser', go: (page) => page.goBack(), there: nothingOpen },
  {
    how: 'the archive',
    go: (page, t) => page.getByTestId('thread').getByRole('button', { name: t('inbox.act.archive'), exact: true }).click(),
    there: (page, subject) => expects(row(page, subject)).toHaveCount(0),
  },
];

for (const way of WAYS) {
  for (const typed of [false, true]) {
    test(`by ${way.how}${typed ? ', after typing' : ''}`, async ({ anna: page, office, t }) => {
      test.skip(isPhone(page), 'a phone writes on a page of its own');
      const subject = `Do zostawienia ${Date.now()}`;
      await office.testbed.write(office.anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
      await open(page, '/inbox');
      await openThread(page, subject);
      await page.keyboard.press('r');
      const composer = page.getByTestId('composer');
      const text = composer.getByRole('textbox', { name: t('compose.body') });
      await expect(text).toBeEditable();
      if (typed) await text.pressSequentially('Piszę dalej');
      await way.go(page, t);
      await way.there(page, subject);
      // What was begun goes on in the dock, and the page is alive: the next thing opens too.
      await expect(page.locator('.compose-dock').getByTestId('composer')).toBeVisible();
      if (typed) await expect(composer).toContainText('Piszę dalej');
      await composer.getByRole('button', { name: t('compose.close'), exact: true }).click();
      await expect(composer).toHaveCount(0);
      await page.locator('a[href="/inbox"]').locator('visible=true').first().click();
      await openThread(page, 'Krzesła do sali konferencyjnej');
    });
  }
}

test('what was begun stands in its thread, and is gone on with', async ({ anna: page, office, t }) => {
  const subject = `Do dokończenia ${Date.now()}`;
  await office.testbed.write(office.anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await open(page, '/inbox');
  const thread = await openThread(page, subject);
  const address = page.url();
  const answer = thread.getByRole('button', { name: t('inbox.thread.reply'), exact: true }).last();
  const composer = page.getByTestId('composer');
  const text = composer.getByRole('textbox', { name: t('compose.body') });
  const begun = page.getByTestId('thread-drafts');
  const close = composer.getByRole('button', { name: t(isPhone(page) ? 'compose.back' : 'compose.close'), exact: true });

  // Nothing written, nothing left.
  await answer.click();
  await expect(text).toBeEditable();
  await close.click();
  await expect(composer).toHaveCount(0);
  await expect(begun).toHaveCount(0);

  await answer.click();
  await expect(text).toBeEditable();
  await text.pressSequentially('Oferta w środę');
  // Half an address is kept too.
  await composer.getByRole('combobox', { name: t('compose.to') }).fill('jan.kow');
  await close.click();
  await expect(composer).toHaveCount(0);
  if (isPhone(page)) await page.waitForURL(address);
  await expect(begun).toContainText('Oferta w środę');
  await open(page, '/inbox');
  await expect(row(page, subject).first()).toContainText(t('inbox.list.has_draft'));

  // Answering once more goes on; closing it at once throws nothing away.
  await page.goto(address);
  await expect(begun).toContainText('Oferta w środę');
  await open(page, address);
  await answer.click();
  await expect(composer).toContainText('Oferta w środę');
  await expect(composer).toContainText('jan.kow');
  await expect(begun).toHaveCount(0);
  await close.click();
  await expect(begun).toContainText('Oferta w środę');
  await begun.getByRole('button', { name: t('compose.discard'), exact: true }).click();
  await expect(begun).toHaveCount(0);
  // What was thrown away does not come back with the next answer.
  await answer.click();
  await expect(text).toBeEditable();
  await expect(composer).not.toContainText('Oferta w środę');
});
