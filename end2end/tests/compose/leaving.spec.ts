// An open reply follows whoever leaves its conversation, and whatever is opened instead comes.
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

const otherThread = (page: Page) => expects(page.getByTestId('conversation')).toContainText(OTHER);
const nothingOpen = (page: Page) => expects(page.getByTestId('conversation')).toHaveCount(0);
const at = (address: RegExp) => async (page: Page) => {
  await page.waitForURL(address);
  await nothingOpen(page);
};
const link = (page: Page, name: string) => page.getByRole('link', { name }).locator('visible=true').first().click();

const WAYS: Way[] = [
  { how: 'another row', go: (page) => row(page, OTHER).first().click(), there: otherThread },
  { how: 'a folder', go: (page) => folder(page, 'Klienci/Meble Nowak').click(), there: nothingOpen },
  { how: 'Leads', go: (page, t) => link(page, t('common.nav.leads')), there: at(/\/leads/) },
  { how: 'Ready', go: (page, t) => link(page, t('common.nav.ready')), there: at(/\/ready/) },
  { how: 'Settings', go: (page) => page.evaluate(() => (document.activeElement as HTMLElement).blur()).then(() => page.keyboard.press('g')).then(() => page.keyboard.press('s')), there: at(/\/settings/) },
  { how: 'back in the browser', go: (page) => page.goBack(), there: nothingOpen },
  {
    how: 'the archive',
    go: (page, t) => page.getByTestId('conversation').getByRole('button', { name: t('inbox.act.archive'), exact: true }).click(),
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
