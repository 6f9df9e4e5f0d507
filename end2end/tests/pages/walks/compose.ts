// Writing: the composer with everything that opens in it, and what is said of mail that does not go out.
import type { Page } from '@playwright/test';
import { goToDrafts, isPhone, open, pressSend } from '../../../helpers/pages.ts';
import { expect } from '../../../helpers/world.ts';
import type { Words } from '../../../helpers/words.ts';
import { people } from './furnish.ts';
import { COMPOSER, composer, DIALOG, dialog, press, pressed, type Step, type Walk } from './walk.ts';

const to = (page: Page, t: Words) => composer(page).getByRole('combobox', { name: t('compose.to') });
const offers = (page: Page) => page.locator('.recipients__suggestion');
const text = (page: Page, t: Words) => composer(page).getByRole('textbox', { name: t('compose.body') });

/** Opens an empty mail; gives its id. */
async function begin(page: Page, t: Words): Promise<string> {
  const started = page.waitForResponse((response) => /\/api\/start_draft/.test(response.url()));
  await press(page, t('common.new_email'));
  await expect(text(page, t)).toBeEditable();
  return ((await (await started).json()) as { id: string }).id;
}

const saved = (page: Page) => expect(page.locator('.composer__saved')).toHaveAttribute('data-state', 'saved');

/** On a page of its own, which another window has too; both write. */
const conflict: Step = async (page, t) => {
  const id = await begin(page, t);
  await open(page, `/compose/${id}`);
  const other = await page.context().newPage();
  await open(other, `/compose/${id}`);
  await text(other, t).fill('Z drugiego okna');
  await saved(other);
  await other.close();
  await text(page, t).fill('Z tego okna');
  await expect(page.getByTestId('composer-conflict')).toBeVisible();
};

export const compose: Walk = {
  path: '/inbox',
  states: {
    compose: { adds: COMPOSER, act: (page, t) => begin(page, t) },
    suggestions: {
      adds: COMPOSER,
      act: async (page, t) => {
        await to(page, t).pressSequentially('ja');
        await expect(offers(page).first()).toBeVisible();
      },
    },
    'many-recipients': {
      adds: COMPOSER,
      act: async (page, t) => {
        await to(page, t).fill(people(80));
        // Enter would take whoever is offered.
        await expect(offers(page)).toHaveCount(0);
        await page.keyboard.press('Enter');
        await press(page, t('compose.cc'));
        await press(page, t('compose.bcc'));
        await expect(composer(page).locator('.chip').last()).toContainText('79');
      },
    },
    'about-chooser': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('composer-about-choose').click();
        await expect(page.getByTestId('about-nothing')).toBeVisible();
        await expect(page.locator('.about__none, [data-testid=about-offer]').first()).toBeVisible();
      },
      leave: async (page) => {
        await page.getByTestId('about-nothing').click();
        await expect(page.getByTestId('about-chooser')).toBeHidden();
      },
    },
    colours: { adds: '.composer__palette', act: pressed('compose.colour', (page) => page.locator('.composer__swatch')) },
    link: { adds: '.composer__palette', act: pressed('compose.link', (page) => page.locator('.composer__link input')) },
    doubts: {
      adds: DIALOG,
      act: async (page, t) => {
        await text(page, t).fill('W załączniku przesyłam […]');
        await pressSend(page, t);
        await expect(page.getByTestId('composer-doubts')).toBeVisible();
      },
      leave: (page, t) => dialog(page).getByRole('button', { name: t('compose.back_to_writing'), exact: true }).click(),
    },
    stopped: {
      adds: COMPOSER,
      act: async (page, t) => {
        await to(page, t).fill('nie.ma.takiego.adresu.w.dziale.zakupów');
        await page.keyboard.press('Enter');
        await pressSend(page, t);
        await expect(page.getByTestId('composer-stop')).toBeVisible();
      },
      leave: async (page, t) => {
        await page.getByTestId('composer-discard').click();
        await expect(composer(page)).toHaveCount(0);
        if (isPhone(page)) await page.waitForURL(/\/inbox/);
      },
    },
  },
};

const NOBODY = 'nikt.w.dziale.zakupow.i.zaopatrzenia@bardzo-dluga-domena-klienta.example';

const beginning = (words: string) => new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

export const drafts: Walk = {
  path: '/inbox',
  begin: (_page, _t, { testbed }) => testbed.smtp({ refuse_recipients: [NOBODY] }),
  states: {
    sending: {
      act: async (page, t) => {
        await begin(page, t);
        await to(page, t).fill(NOBODY);
        await page.keyboard.press('Enter');
        await composer(page).getByLabel(t('compose.subject'), { exact: true }).fill('Oferta na sto dwadzieścia krzeseł z podłokietnikami');
        await text(page, t).fill('Dzień dobry');
        await saved(page);
        await pressSend(page, t);
        // Beside what others of this office have on its way.
        await expect(page.locator('.sending__item[data-state=scheduled]').first()).toBeVisible();
      },
    },
    drafts: {
      act: async (page) => {
        await goToDrafts(page);
        await expect(page.getByTestId('outgoing-row').first()).toBeVisible();
      },
    },
    // Meanwhile the ten seconds pass in which it can be undone.
    'draft-conflict': { act: conflict },
    failed: {
      act: async (page, t) => {
        // It does not open by itself while something else is being written.
        await expect(page.locator('.sending__item[data-state=failed]').first()).toBeVisible({ timeout: 30_000 });
        await open(page, '/drafts');
        const row = page.locator('[data-testid=outgoing-row][data-state=failed]').filter({ hasText: NOBODY }).first();
        // What Kurier says is in the reader's language; what the server said is told as what it is.
        await expect(row.getByRole('paragraph')).toHaveText([t('compose.failure_recipients', { recipients: NOBODY }), t('compose.server_answer', { answer: '' }).trim()].map(beginning));
      },
    },
    'failed-mail': {
      adds: COMPOSER,
      act: async (page, t) => {
        await page.getByTestId('outgoing-row').getByRole('button', { name: t('compose.open_draft'), exact: true }).first().click();
        await expect(page.getByTestId('composer-failure')).toBeVisible();
        await expect(text(page, t)).toBeEditable();
      },
      leave: async (page, _, { testbed }) => {
        await testbed.smtp({});
        await page.getByTestId('composer-discard').click();
        await expect(composer(page)).toHaveCount(0);
      },
    },
  },
};
