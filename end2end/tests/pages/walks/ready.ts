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
    ignored: { act: (page) => open(page, '/ready?filter=ignored') },
  },
};
