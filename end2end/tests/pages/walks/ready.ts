// Ready: the queue, and the decisions about one mail.
import { open } from '../../../helpers/pages.ts';
import { expect } from '../../../helpers/world.ts';
import { DIALOG, dialog, type Step, type Walk } from './walk.ts';

const decided = (what: string, shown: string): Step => async (page) => {
  await page.getByTestId(what).click();
  await expect(page.getByTestId(shown).first()).toBeVisible();
};

export const ready: Walk = {
  path: '/ready',
  states: {
    ready: {},
    'ignore-automatic': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('ignore-automatic').click();
        await expect(page.getByTestId('ignore-automatic-list')).toBeVisible();
      },
      leave: (page, t) => dialog(page).getByRole('button', { name: t('ready.cancel'), exact: true }).click(),
    },
    'ready-mail': {
      act: async (page, t) => {
        await page.getByTestId('ready-item').first().click();
        await expect(page.locator('.ready__actions')).toBeVisible();
        // On a phone the mail stands in place of the list and its head.
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('ready.title'));
      },
    },
    'ready-create': { adds: '.ready__preview', act: decided('ready-create', 'lead-form') },
    'ready-attach': { adds: '.ready__preview', act: decided('ready-attach', 'record-match') },
    'ready-later': { adds: '.ready__preview', act: decided('ready-later', 'later-form') },
    'ready-later-wrong': { adds: '.ready__preview', act: (page) => page.getByTestId('later-save').click() },
    'ready-filters': {
      adds: DIALOG,
      act: async (page) => {
        // On a phone the list is behind the mail.
        await open(page, '/ready');
        await page.getByTestId('ready-filters').click();
        await expect(page.getByTestId('ready-filter-drawer').getByTestId('ready-filter-apply')).toBeVisible();
      },
      leave: (page) => page.keyboard.press('Escape'),
    },
    'ready-no-match': {
      act: async (page) => {
        await open(page, '/ready?from=nikogo-takiego&age=over_month');
        await expect(page.getByTestId('ready-filter-chip')).toHaveCount(2);
      },
    },
    'left-for-later': {
      act: async (page, t) => {
        await open(page, '/ready');
        const item = page.getByTestId('ready-item').first();
        await item.click();
        await page.getByTestId('ready-later').click();
        await page.getByTestId('later-form').getByLabel(t('ready.later_note'), { exact: true }).fill('Zadzwonić w sprawie rysunków, kiedy wrócą z urlopu, i potwierdzić wymiary sali');
        await page.getByTestId('later-save').click();
        await expect(page.getByTestId('toast').first()).toBeVisible();
        await open(page, '/ready?filter=later');
        await expect(page.getByTestId('ready-item-left').first()).toBeVisible();
      },
    },
    'left-mail': {
      act: async (page) => {
        await page.getByTestId('ready-item').first().click();
        await expect(page.getByTestId('ready-left')).toBeVisible();
      },
      leave: async (page) => {
        const left = await page.getByTestId('ready-item').count();
        await page.getByTestId('ready-resume').click();
        await expect(page.getByTestId('ready-item')).toHaveCount(left - 1);
      },
    },
    ignored: { act: (page) => open(page, '/ready?filter=ignored') },
  },
};
