// A record beside every page from which one opens: the inbox with a thread, the list, the board and Ready.
import type { Page } from '@playwright/test';
import { open, openThread } from '../../../helpers/pages.ts';
import { newRecord, property, rowOf } from '../../../helpers/records.ts';
import { expect } from '../../../helpers/world.ts';
import { LONG } from './furnish.ts';
import type { Walk } from './walk.ts';

const BESIDE = '.beside';
const shown = (page: Page) => expect(page.getByTestId('beside').getByTestId('record-head')).toBeVisible();

export const beside: Walk = {
  path: '/records/contact',
  begin: async (page, t) => {
    const stamp = Date.now();
    const firm = `Zakłady Meblarskie i Tapicerskie „Pod Białym Orłem” spółka z ograniczoną odpowiedzialnością ${stamp}`;
    await newRecord(page, t, 'company', { name: firm });
    await newRecord(page, t, 'deal', { name: `${LONG} ${stamp}`, amount: '1 234 567,89 zł' });
    await newRecord(page, t, 'contact', {
      full_name: `Bogumiła Brzęczyszczykiewicz-Konstantynopolitańska ${stamp}`,
      emails: `bogumila.brzeczyszczykiewicz.${stamp}@bardzo-dluga-domena-klienta.example`,
      phones: '512 345 678',
      company: firm,
    });
  },
  states: {
    'list-beside': {
      act: async (page) => {
        await rowOf(page, 'Bogumiła').first().getByRole('link').first().click();
        await shown(page);
      },
    },
    'field-beside': {
      adds: BESIDE,
      act: async (page) => {
        await property(page, 'title').getByRole('button').click();
        await expect(page.getByTestId('property-save')).toBeVisible();
      },
    },
    'board-beside': {
      act: async (page) => {
        await open(page, '/records/deal?view=board');
        await page.getByTestId('lead-card').first().getByRole('link').click();
        await shown(page);
      },
    },
    'leads-beside': {
      act: async (page) => {
        await open(page, '/records/lead');
        await rowOf(page, LONG.slice(0, 30)).first().getByRole('link').first().click();
        await shown(page);
        await expect(page.getByTestId('beside').getByTestId('attached-thread').first()).toBeVisible();
      },
    },
    'inbox-beside': {
      act: async (page) => {
        await open(page, '/inbox');
        await openThread(page, LONG.slice(0, 30));
        await page.getByTestId('thread').getByTestId('badge-client').first().click();
        await shown(page);
        await expect(page.getByTestId('beside').locator('.timeline__entry').first()).toBeVisible();
      },
    },
    'ready-beside': {
      act: async (page, t) => {
        await open(page, '/ready');
        await page.getByTestId('ready-item').first().click();
        await page.getByTestId('ready-attach').click();
        await page.getByRole('searchbox', { name: t('ready.search_records') }).fill('Bogumiła');
        await page.getByTestId('look-at').first().click();
        await shown(page);
      },
    },
  },
};
