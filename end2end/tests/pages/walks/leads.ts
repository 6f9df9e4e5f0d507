// Leads: the list, the drawer, a lead with its mail and its threads, two who change the same, the board.
import type { Page } from '@playwright/test';
import { isPhone, open } from '../../../helpers/pages.ts';
import { control, openRecord, property } from '../../../helpers/records.ts';
import { expect } from '../../../helpers/world.ts';
import { LONG } from './furnish.ts';
import { COMPOSER, composer, DIALOG, dialog, escape, menu, MENU, press, type Step, type Walk } from './walk.ts';

/** Both windows change the company; the other one is faster. */
const conflict: Step = async (page, t) => {
  const company = (of: Page) => property(of, 'company_name');
  const begin = async (of: Page, name: string) => {
    await company(of).getByRole('button').click();
    await control(company(of), t, 'company').fill(`${name} ${Date.now()}`);
  };
  await begin(page, 'Hurtownia krzeseł i stołów konferencyjnych w Gdańsku-Wrzeszczu');
  const other = await page.context().newPage();
  await open(other, page.url());
  await begin(other, 'Zakłady Meblarskie „Pod Orłem” spółka z ograniczoną odpowiedzialnością');
  await company(other).getByTestId('property-save').click();
  await expect(company(other).getByTestId('property-save')).toHaveCount(0);
  await other.close();
  await company(page).getByTestId('property-save').click();
  await expect(page.getByTestId('property-conflict')).toBeVisible();
};

export const leads: Walk = {
  path: '/records/lead',
  states: {
    leads: {},
    'new-lead': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('new-record').first().click();
        await expect(dialog(page).getByTestId('record-form')).toBeVisible();
      },
      leave: escape,
    },
    lead: {
      act: async (page) => {
        await openRecord(page, LONG.slice(0, 30));
        await expect(page.getByTestId('attached-thread').first()).toBeVisible();
        await expect(page.locator('.timeline__entry').first()).toBeVisible();
      },
    },
    'lead-mail': {
      adds: '[aria-labelledby=timeline]',
      act: async (page) => {
        await page.getByTestId('timeline-mail').last().getByRole('button').first().click();
        await expect(page.getByTestId('open-mail').locator('.message__details')).toBeVisible();
      },
    },
    'find-mail': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('find-mail-open').click();
        await expect(dialog(page).locator('[data-testid=find-mail-none], [data-testid=find-mail-attach]')).toBeVisible();
      },
      leave: escape,
    },
    'lead-conflict': {
      adds: '.lead__side',
      act: conflict,
      leave: async (page) => {
        await page.getByTestId('keep-theirs').click();
        await expect(page.getByTestId('property-conflict')).toHaveCount(0);
      },
    },
    'lead-writing': {
      adds: COMPOSER,
      act: async (page, t) => {
        await page.getByTestId('write-email').click();
        await expect(composer(page).getByRole('textbox', { name: t('compose.body') })).toBeEditable();
      },
      leave: (page, t) => press(page, t(isPhone(page) ? 'compose.back' : 'compose.close')),
    },
    board: {
      act: async (page) => {
        await open(page, '/records/lead?view=board');
        await expect(page.getByTestId('lead-card').first()).toBeVisible();
      },
    },
    'card-menu': { adds: MENU, open: menu((page, t) => press(page, t('leads.move_to_stage'))), leave: escape },
  },
};
