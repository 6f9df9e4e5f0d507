// Ready: the queue, and the decisions about one mail.
import { open } from '../../../helpers/pages.ts';
import { expect } from '../../../helpers/world.ts';
import { DIALOG, dialog, pressed, type Walk } from './walk.ts';

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
      adds: '.ready__preview',
      act: async (page) => {
        await page.getByTestId('ready-item').first().click();
        await expect(page.locator('.ready__actions')).toBeVisible();
      },
    },
    'ready-create': { adds: '.ready__preview', act: pressed('ready.create', (page) => page.getByTestId('lead-form')) },
    'ready-attach': { adds: '.ready__preview', act: pressed('ready.attach', (page) => page.getByTestId('lead-match')) },
    ignored: { act: (page) => open(page, '/ready?filter=ignored') },
  },
};
