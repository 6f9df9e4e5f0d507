// What people agreed to: what is asked for, what is known of a person, and what is asked before a message leaves.
import type { Page } from '@playwright/test';
import { open, pressSend } from '../../../helpers/pages.ts';
import { newRecord, openRecord } from '../../../helpers/records.ts';
import { expect } from '../../../helpers/world.ts';
import { COMPOSER, composer, DIALOG, dialog, escape, menu, MENU, type Walk } from './walk.ts';

const LONG = 'Nowości, promocje i zaproszenia na targi meblowe oraz szkolenia dla architektów wnętrz';
const box = (page: Page) => page.locator('input[name=consent-required]');

export const consents: Walk = {
  path: '/settings/privacy',
  states: {
    privacy: {
      act: async (page) => {
        await box(page).check();
        await expect(box(page)).toHaveAttribute('aria-busy', 'false');
        for (const name of [`${LONG} ${Date.now()}`, `עדכונים ${Date.now()}`]) {
          await page.locator('input[name=new-subscription]').fill(name);
          await page.getByTestId('add-subscription').click();
          await expect(page.getByTestId('subscription-type').filter({ hasText: name })).toBeVisible();
        }
      },
    },
    'subscription-menu': { adds: MENU, open: menu((page) => page.getByTestId('subscription-type').first().getByRole('button').click()), leave: escape },
    consents: {
      adds: '[data-testid=consents]',
      act: async (page, t) => {
        const stamp = Date.now();
        await newRecord(page, t, 'contact', {
          full_name: `Władysława Brzęczyszczykiewicz-Konstantynopolitańska ${stamp}`,
          emails: `wladyslawa.brzeczyszczykiewicz.${stamp}@bardzo-dluga-domena-klienta.example`,
        });
        await openRecord(page, 'Władysława');
        for (const what of ['subscribe', 'unsubscribe']) {
          await page.getByTestId(what).last().click();
          if (what === 'subscribe') await page.getByTestId('consent-form').locator('select').selectOption('consent');
          await page.getByTestId('consent-form').locator('textarea').fill('Rozmowa na targach w Poznaniu, notatka w zeszycie. '.repeat(6));
          await page.getByTestId('consent-save').click();
          await expect(page.getByTestId('consent-form')).toHaveCount(0);
        }
        await page.getByTestId('consent-history').locator('summary').click();
        await expect(page.getByTestId('consent-history').locator('li').first()).toBeVisible();
      },
    },
    'opting-out': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('consent-all').click();
        await expect(page.getByTestId('consent-form')).toBeVisible();
      },
      leave: escape,
    },
    grounds: {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('write-email').click();
        await composer(page).getByLabel(t('compose.subject'), { exact: true }).fill('Oferta');
        await composer(page).getByRole('textbox', { name: t('compose.body') }).fill('Dzień dobry.');
        await pressSend(page, t);
        await expect(page.getByTestId('composer-grounds')).toBeVisible();
      },
    },
    'grounds-once': {
      adds: DIALOG,
      act: async (page) => {
        await dialog(page).getByRole('radio').last().check();
        await page.getByTestId('composer-send-grounds').click();
        await expect(dialog(page).locator('.field__error')).toBeVisible();
      },
      leave: async (page) => {
        await escape(page, (key) => key, undefined as never);
        await page.getByTestId('composer-discard').click();
        await expect(page.locator(COMPOSER)).toHaveCount(0);
        await open(page, '/settings/privacy');
        await box(page).uncheck();
        await expect(box(page)).toHaveAttribute('aria-busy', 'false');
      },
    },
  },
};
