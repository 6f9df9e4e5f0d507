// Contacts and companies: the list, the drawer, a record and its fields, the bin.
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { open } from '../../../helpers/pages.ts';
import { control, newRecord, openRecord, property, rowOf } from '../../../helpers/records.ts';
import { expect } from '../../../helpers/world.ts';
import { DIALOG, escape, menu, MENU, pressed, type Walk } from './walk.ts';

const LONG = 'Zakłady Meblarskie i Tapicerskie „Pod Orłem” spółka z ograniczoną odpowiedzialnością spółka komandytowa w Gdańsku-Wrzeszczu';
const ICON = fileURLToPath(new URL('../../../../public/icons/icon-512.png', import.meta.url));
const form = (page: Page) => page.getByTestId('record-form');

export const records: Walk = {
  path: '/records/contact',
  begin: async (page, t) => {
    const stamp = Date.now();
    await newRecord(page, t, 'company', { name: `${LONG} ${stamp}`, domain: `bardzo-dluga-domena-klienta-${stamp}.example`, phones: '22 621 00 00, 512 345 678' });
    await newRecord(page, t, 'contact', {
      full_name: `Aleksandra Wiśniewska-Kowalczyk ${stamp}`,
      emails: `aleksandra.wisniewska-kowalczyk.${stamp}@bardzo-dluga-domena-klienta.example, ola@klient.example`,
      phones: '512 345 678',
      title: 'Kierowniczka Działu Zakupów i Zaopatrzenia',
      description: 'Dzwonić po dziesiątej.\nNie pisać w piątki.',
    });
    await newRecord(page, t, 'contact', { full_name: `ליאת כהן ${stamp}`, emails: `liat.${stamp}@klient.example` });
    // One of them has a photo, the other initials.
    await openRecord(page, `Aleksandra Wiśniewska-Kowalczyk ${stamp}`);
    await page.getByTestId('photo-input').setInputFiles(ICON);
    await expect(page.getByTestId('record-head').getByTestId('photo')).toBeVisible();
    await open(page, '/records/contact');
  },
  states: {
    contacts: {},
    'contacts-chosen': {
      adds: '.chosen-bar',
      act: async (page) => {
        for (const row of [0, 1]) await page.getByTestId('choose').nth(row).check();
        await expect(page.getByTestId('chosen-bar')).toBeVisible();
      },
    },
    'contacts-merge': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('chosen-merge').click();
        await expect(page.getByTestId('merge-preview')).toBeVisible();
      },
      leave: escape,
    },
    'contacts-change': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('chosen-change').click();
        await page.getByLabel(t('records.chosen.field'), { exact: true }).selectOption({ label: t('records.fields.company') });
        await expect(control(page.getByTestId('change-form'), t, 'company')).toBeVisible();
      },
      leave: async (page, t, office) => {
        await escape(page, t, office);
        await page.getByTestId('chosen-forget').click();
        await expect(page.getByTestId('chosen-bar')).toHaveCount(0);
      },
    },
    'new-contact': { adds: DIALOG, act: pressed('records.create.contact', form) },
    'new-contact-wrong': {
      adds: DIALOG,
      act: async (page, t) => {
        await control(form(page), t, 'emails').fill('ola@klient.example');
        await control(form(page), t, 'phones').fill('12');
        await form(page).getByTestId('record-create').click();
        await expect(form(page).getByText(t('errors.reason.not_a_phone'))).toBeVisible();
        await expect(page.getByTestId('twins')).toBeVisible();
      },
      leave: escape,
    },
    'contacts-nothing': {
      adds: '.leads__body',
      act: async (page, t) => {
        await page.getByRole('searchbox', { name: t('records.search') }).fill('niczegotuniema');
        await expect(page.getByText(t('records.nothing_found'), { exact: true })).toBeVisible();
      },
      leave: (page, t) => page.getByRole('link', { name: t('records.clear_filter') }).click(),
    },
    contact: {
      act: async (page) => {
        await openRecord(page, 'Aleksandra');
        await expect(page.locator('.timeline__entry').first()).toBeVisible();
      },
    },
    'contact-files': {
      act: async (page, t) => {
        await page.getByTestId('timeline-filters').getByRole('link', { name: t('records.files.title'), exact: true }).click();
        const buffer = Buffer.from('Umowa');
        await page.getByTestId('files-input').setInputFiles({ name: `Umowa ramowa ${LONG}.txt`.slice(0, 140), mimeType: 'text/plain', buffer });
        await expect(page.getByTestId('record-file')).toBeVisible();
      },
    },
    'contact-file-menu': { adds: MENU, open: menu((page) => page.getByTestId('file-menu').first().click()), leave: escape },
    'contact-file-rename': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('file-menu').first().click();
        await page.getByRole('menuitem', { name: t('records.files.rename'), exact: true }).click();
        await expect(page.getByTestId('file-rename')).toBeVisible();
      },
      leave: escape,
    },
    'contact-menu': { adds: MENU, open: menu((page) => page.getByTestId('record-menu').click()), leave: escape },
    'contact-merge': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('record-menu').click();
        await page.getByRole('menuitem', { name: t('records.merging.open'), exact: true }).click();
        await expect(page.getByTestId('merge-next')).toBeVisible();
      },
      leave: escape,
    },
    'contact-field': {
      adds: '.lead__side',
      act: async (page, t) => {
        await property(page, 'company').getByRole('button').click();
        await control(page, t, 'company').fill('Orłem');
        await expect(page.getByRole('option').first()).toContainText('Pod Orłem');
      },
      leave: (page) => page.keyboard.press('Escape').then(() => page.keyboard.press('Escape')),
    },
    'contact-sight': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('sight-change').click();
        await page.getByRole('radio', { name: t('visibility.choose.owner') }).check();
        await expect(page.getByTestId('sight-preview').getByRole('paragraph').first()).toBeVisible();
      },
      leave: escape,
    },
    'contact-followers': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('followers').click();
        await expect(page.getByTestId('followers-dialog').getByRole('checkbox').first()).toBeVisible();
      },
      leave: escape,
    },
    company: {
      act: async (page) => {
        await open(page, '/records/company');
        await openRecord(page, 'Pod Orłem');
      },
    },
    'in-bin': {
      adds: '.lead__inner',
      act: async (page, t) => {
        await page.getByTestId('record-menu').click();
        await page.getByRole('menuitem', { name: t('records.remove'), exact: true }).click();
        await expect(page.getByTestId('in-bin')).toBeVisible();
        const said = page.getByTestId('toast').filter({ hasText: 'Pod Orłem' });
        await said.getByRole('button', { name: t('common.close'), exact: true }).click();
        await expect(said).toHaveCount(0);
      },
    },
    bin: {
      act: async (page) => {
        await open(page, '/records/company?bin');
        await expect(rowOf(page, 'Pod Orłem').first()).toBeVisible();
      },
    },
  },
};
