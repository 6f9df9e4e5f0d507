// Deals and tickets: the board, what is long on it, filters and tools of a list, a deal with its stages.
import type { Page } from '@playwright/test';
import { isPhone, open } from '../../../helpers/pages.ts';
import { asks, listTool, newRecord, openRecord, rowOf } from '../../../helpers/records.ts';
import { expect } from '../../../helpers/world.ts';
import { DIALOG, escape, menu, MENU, type Walk } from './walk.ts';

const LONG = 'Wyposażenie sali konferencyjnej i dwunastu gabinetów zarządu spółki w siedzibie przy ulicy Krakowskie Przedmieście';
const column = (page: Page) => page.locator('.board__column').first();

export const pipelines: Walk = {
  path: '/records/deal',
  begin: async (page, t) => {
    const stamp = Date.now();
    await newRecord(page, t, 'contact', { full_name: `Aleksandra Konstantynopolitańczykowianeczkówna ${stamp}`, emails: `ola.${stamp}@klient.example` });
    await newRecord(page, t, 'deal', { name: `${LONG} ${stamp}`, amount: '1 234 567,89 zł', contact: `Aleksandra Konstantynopolitańczykowianeczkówna ${stamp}` });
    await newRecord(page, t, 'deal', { name: `עסקה גדולה ${stamp}`, amount: '98 765 432,10 EUR' });
    // What is told of it takes rows from the page: opened anew, it has none.
    await open(page, '/records/deal');
  },
  states: {
    deals: {},
    'deals-menu': { adds: MENU, open: menu((page) => page.getByTestId('list-menu').click()), leave: escape },
    'deals-filters': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('filters').click();
        await asks(page, t, 'stage', 'one_of');
        await asks(page, t, 'amount', 'between');
        const close = await asks(page, t, 'close_date', 'during');
        await close.getByLabel(t('records.filter.days'), { exact: true }).selectOption({ label: t('records.filter.before') });
        const name = await asks(page, t, 'name', 'has');
        await name.getByLabel(t('records.filter.words'), { exact: true }).fill('Krakowskie Przedmieście');
      },
    },
    'deals-filtered': {
      act: async (page, t) => {
        await asks(page, t, 'close_date', 'empty');
        await page.getByTestId('filter-apply').click();
        await expect(page.getByTestId('filter-chip')).toHaveCount(2);
        await expect(rowOf(page, 'Wyposażenie').first()).toBeVisible();
      },
    },
    'deals-views': {
      adds: DIALOG,
      act: async (page, t) => {
        await listTool(page, t('records.views.title'));
        const dialog = page.getByTestId('views-dialog');
        await dialog.getByLabel(t('records.views.name'), { exact: true }).fill('Duże szanse przy Krakowskim Przedmieściu i w okolicy');
        await dialog.getByTestId('view-save').click();
        await expect(dialog.getByTestId('saved-view').first()).toBeVisible();
      },
      leave: escape,
    },
    'deals-view-changed': {
      adds: '[data-testid=view-bar]',
      act: async (page) => {
        await open(page, `${page.url().replace(/^https?:\/\/[^/]+/, '').replace(/[?&]sort=[^&]*/, '')}&sort=-amount`);
        await expect(page.getByTestId('view-save-over')).toBeVisible();
      },
    },
    'deals-columns': {
      adds: DIALOG,
      act: async (page, t) => {
        await listTool(page, t('records.columns.title'));
        await expect(page.getByTestId('columns-save')).toBeVisible();
      },
      leave: escape,
    },
    'deals-board': {
      act: async (page) => {
        await open(page, '/records/deal?view=board');
        await expect(column(page).getByTestId('lead-card').first()).toBeVisible();
      },
    },
    deal: {
      act: async (page) => {
        if (isPhone(page)) await open(page, '/records/deal');
        else await open(page, '/records/deal?sort=-amount');
        await openRecord(page, 'Wyposażenie');
        await expect(page.getByTestId('stages')).toBeVisible();
      },
    },
    'deal-note': {
      adds: '[aria-labelledby=timeline]',
      act: async (page, t) => {
        await page.getByLabel(t('records.notes.new'), { exact: true }).fill('Zadzwonić w sprawie wymiarów.\nKlient woli rano, najlepiej przed dziewiątą; w piątki nie odbiera.');
        await page.getByTestId('note-save').click();
        await expect(page.getByTestId('note').first()).toBeVisible();
      },
    },
    'deal-no-mail': {
      adds: '[aria-labelledby=timeline]',
      act: async (page, t) => {
        await page.getByTestId('timeline-filters').getByRole('link', { name: t('records.timeline.mail'), exact: true }).click();
        await expect(page.getByTestId('timeline-empty')).toBeVisible();
      },
      leave: (page, t) => page.getByTestId('timeline-filters').getByRole('link', { name: t('records.timeline.all'), exact: true }).click(),
    },
    'deal-lost': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('stages').getByRole('button', { name: t('records.stages.deal_lost'), exact: true }).click();
        await expect(page.getByTestId('lost-save')).toBeVisible();
      },
      leave: escape,
    },
    'tickets-empty-board': {
      act: async (page, t) => {
        await open(page, '/records/ticket?view=board&f.subject=~niczegotuniema');
        await expect(page.getByText(t('records.nothing_found'), { exact: true })).toBeVisible();
      },
    },
  },
};
