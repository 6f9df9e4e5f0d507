// Leads: the list, the board, one lead and its form.
import type { Page } from '@playwright/test';
import { isPhone, open } from '../../../helpers/pages.ts';
import { openPage } from '../../../helpers/records.ts';
import { expect } from '../../../helpers/world.ts';
import { LONG } from './furnish.ts';
import { COMPOSER, composer, DIALOG, dialog, escape, menu, MENU, press, pressed, type Step, type Walk } from './walk.ts';

const form = (page: Page) => page.getByTestId('lead-form');

/** Both windows change the company; the other one is faster. */
const conflict: Step = async (page, t) => {
  const company = (of: Page) => form(of).getByLabel(t('leads.company'), { exact: true });
  const other = await page.context().newPage();
  await open(other, page.url());
  await other.getByTestId('lead-edit').click();
  await company(other).fill(`Zakłady Meblarskie „Pod Orłem” spółka z ograniczoną odpowiedzialnością ${Date.now()}`);
  await other.getByTestId('lead-save').click();
  await expect(form(other)).toHaveCount(0);
  await other.close();
  await company(page).fill(`Hurtownia krzeseł i stołów konferencyjnych w Gdańsku-Wrzeszczu ${Date.now()}`);
  await page.getByTestId('lead-save').click();
  await expect(page.getByTestId('lead-conflicts')).toBeVisible();
};

export const leads: Walk = {
  path: '/leads?view=list',
  states: {
    leads: {},
    'new-lead': { adds: DIALOG, act: pressed('leads.new_lead', dialog), leave: escape },
    'leads-nothing': {
      adds: '.leads__body',
      act: async (page, t) => {
        await page.getByRole('searchbox', { name: t('leads.search') }).fill('niczegotuniema');
        await expect(page.getByText(t('leads.nothing_found'), { exact: true })).toBeVisible();
      },
      leave: (page, t) => page.getByRole('link', { name: t('leads.clear_filter') }).click(),
    },
    lead: {
      act: async (page) => {
        await page.getByTestId('lead-row').filter({ hasText: LONG.slice(0, 30) }).first().getByRole('link').first().click();
        await openPage(page);
        await expect(page.getByTestId('lead-head')).toBeVisible();
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
    'lead-edit': { adds: '.lead__side', act: pressed('leads.edit', form) },
    'lead-conflict': { adds: '.lead__side', act: conflict },
    'lead-writing': {
      adds: COMPOSER,
      act: async (page, t) => {
        await press(page, t('leads.cancel'));
        await page.getByTestId('write-email').click();
        await expect(composer(page).getByRole('textbox', { name: t('compose.body') })).toBeEditable();
      },
      leave: (page, t) => press(page, t(isPhone(page) ? 'compose.back' : 'compose.close')),
    },
    board: { act: (page) => open(page, '/leads?view=board') },
    'card-menu': { adds: MENU, open: menu((page, t) => press(page, t('leads.move_to_stage'))), leave: escape },
  },
};
