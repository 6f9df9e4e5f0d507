// What is kept of a person, and how long: the settings' page, a person's, and what is asked before something is erased.
import { open } from '../../../helpers/pages.ts';
import { newRecord, openRecord } from '../../../helpers/records.ts';
import { expect } from '../../../helpers/world.ts';
import { DIALOG, escape, type Walk } from './walk.ts';

export const protection: Walk = {
  path: '/settings/protection',
  states: {
    protection: {},
    'retention-rule': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('rule-change').first().click();
        await page.getByTestId('rule-look').click();
        await expect(page.getByTestId('rule-preview')).not.toBeEmpty();
      },
      leave: escape,
    },
    'personal-data': {
      act: async (page, t) => {
        const stamp = Date.now();
        const name = `Władysława Brzęczyszczykiewicz-Konstantynopolitańska ${stamp}`;
        await newRecord(page, t, 'contact', { full_name: name, emails: `wladyslawa.${stamp}@bardzo-dluga-domena-klienta.example` });
        await openRecord(page, 'Władysława');
        await page.getByTestId('personal-data').click();
        await expect(page.locator('[data-key=mentions] dd')).toHaveText(/^\d+$/);
      },
    },
    erasing: {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('erase').click();
        await expect(page.locator('input[name=confirmed]')).toBeVisible();
      },
      leave: async (page, t, office) => {
        await escape(page, t, office);
        await open(page, '/settings/protection');
      },
    },
  },
};
