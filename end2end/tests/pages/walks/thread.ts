// An open thread: what it offers, its panel, answering it; and a long one.
import type { Page } from '@playwright/test';
import { isPhone, open, openThread, row } from '../../../helpers/pages.ts';
import { expect } from '../../../helpers/world.ts';
import { LONG, TALK } from './furnish.ts';
import { COMPOSER, composer, DIALOG, dialog, escape, menu, MENU, press, pressed, type Step, type Walk } from './walk.ts';

const body = (page: Page, name: string) => composer(page).getByRole('textbox', { name });

export const thread: Walk = {
  path: '/inbox',
  begin: (page) => openThread(page, LONG.slice(0, 30)),
  states: {
    thread: {},
    'message-menu': { adds: MENU, open: menu((page, t) => press(page, t('inbox.thread.message_actions'))), leave: escape },
    record: {
      only: 'mouse',
      adds: '.thread__side',
      act: pressed('inbox.thread.record', (page) => page.getByTestId('record-panel')),
      leave: (page, t) => press(page, t('inbox.thread.record')),
    },
    'move-dialog': { adds: DIALOG, act: pressed('inbox.act.move_to', (page, t) => page.getByLabel(t('inbox.moving.find'), { exact: true })), leave: escape },
    'create-lead': { adds: DIALOG, act: pressed('leads.create_lead', (page) => dialog(page).getByTestId('lead-form')), leave: escape },
    'attach-to': { adds: DIALOG, act: pressed('leads.attach_to', (page) => dialog(page).getByTestId('record-matches')), leave: escape },
    reasons: { adds: DIALOG, act: pressed('inbox.why.ask', (page) => dialog(page).getByTestId('reason-mailbox')), leave: escape },
    'move-link': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('move-link').first().click();
        await expect(dialog(page).getByTestId('record-matches')).toBeVisible();
      },
      leave: escape,
    },
    'smart-reply': {
      adds: '.smart-reply',
      act: async (page, t) => {
        await press(page, t('compose.suggest'));
        await expect(page.getByTestId('smart-reply-long')).toHaveAttribute('data-complete', 'true', { timeout: 30_000 });
      },
    },
    reply: {
      adds: COMPOSER,
      act: async (page, t) => {
        await press(page, t('inbox.thread.reply'));
        await expect(body(page, t('compose.body'))).toBeEditable();
      },
    },
    begun: {
      adds: '.thread__main',
      act: async (page, t) => {
        await body(page, t('compose.body')).pressSequentially(LONG.slice(0, 40));
        await press(page, t(isPhone(page) ? 'compose.back' : 'compose.close'));
        await expect(page.getByTestId('thread-drafts')).toBeVisible();
      },
    },
  },
};

const toggle = (page: Page) => page.locator('.thread__expand');

/** Who has read it before finds most of it folded. */
const expand: Step = async (page, t) => {
  await expect(toggle(page)).toBeVisible();
  if ((await toggle(page).textContent())?.trim() === t('inbox.thread.expand_all')) await toggle(page).click();
  await expect(page.locator('.message[data-open]')).toHaveCount(7);
};

/** Opened by an address that does not know its folder. */
const byLink: Step = async (page, t, office) => {
  await expect(row(page, TALK).locator('.thread-row__count')).toHaveText('7');
  const id = await row(page, TALK).first().getAttribute('data-thread-id');
  await open(page, `/threads/${id}`);
  await expand(page, t, office);
};

export const talk: Walk = {
  path: '/inbox',
  begin: byLink,
  states: {
    talk: {
      act: async (page) => {
        await expect(page.getByTestId('message-card').last().locator('iframe')).toHaveAttribute('data-measured', 'true');
      },
    },
    quoted: {
      adds: '.message__quoted',
      act: async (page) => {
        await page.locator('.message__quoted summary').first().click();
        await expect(page.locator('.message__quoted[open]').first()).toBeVisible();
      },
    },
    details: {
      adds: '.message__details',
      act: async (page) => {
        await page.getByTestId('message-card').last().locator('.message__to-button').click();
        await expect(page.locator('.message__more-people').first()).toBeVisible();
      },
    },
    'picture-view': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('message-card').last().getByRole('link', { name: /^sala-konferencyjna/ }).click();
        await expect(page.getByTestId('picture-view').getByRole('img')).toBeVisible();
      },
      leave: escape,
    },
    folded: {
      adds: '.thread__main',
      // It has been read.
      act: async (page) => {
        await open(page, page.url());
        await expect(page.locator('.thread__fold')).toBeVisible();
      },
    },
  },
};
