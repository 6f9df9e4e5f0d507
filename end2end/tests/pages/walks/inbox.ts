// The inbox: list, folders, and what opens over them.
import type { Page } from '@playwright/test';
import { folder, isPhone } from '../../../helpers/pages.ts';
import { expect } from '../../../helpers/world.ts';
import { DIALOG, dialog, escape, menu, MENU, press, type Step, type Walk } from './walk.ts';

const keyed = (keys: string): Step => async (page) => {
  await page.keyboard.press(keys);
  await expect(dialog(page)).toBeVisible();
};

const search = (words: string, shown: (page: Page) => Promise<unknown>): Step => async (page) => {
  await page.getByRole('searchbox').first().fill(words);
  await page.waitForURL((url) => url.searchParams.get('q') === words);
  await shown(page);
};

export const inbox: Walk = {
  path: '/inbox',
  states: {
    inbox: {},
    'row-menu': {
      only: 'mouse',
      adds: MENU,
      open: menu((page) => page.getByTestId('thread-row').first().click({ button: 'right' })),
      leave: escape,
    },
    'account-menu': {
      adds: MENU,
      // At the top of the rail, or at the end of a phone's bar.
      open: menu((page) => page.locator('[data-testid=account-menu], .bottom-nav [aria-haspopup=menu]').locator('visible=true').click()),
      leave: escape,
    },
    selected: {
      adds: '.inbox__list',
      act: async (page) => {
        // The box stands where the picture is, for a finger too.
        await page.getByTestId('thread-row').first().getByRole('checkbox').check();
        await expect(page.locator('.bulk-bar')).toBeVisible();
      },
      leave: (page, t) => press(page, t('inbox.bulk.none')),
    },
    palette: { only: 'mouse', adds: DIALOG, act: keyed('Control+k'), leave: escape },
    shortcuts: { only: 'mouse', adds: DIALOG, act: keyed('?'), leave: escape },
    toast: {
      adds: '.toasts',
      act: async (page, t, { testbed, anna }) => {
        const subject = `Do archiwum ${Date.now()}`;
        await testbed.write(anna.address, 'Jan Kot <jan@klient.example>', subject, 'Tak.');
        const row = page.getByTestId('thread-row').filter({ hasText: subject });
        if (isPhone(page)) await row.click();
        else await row.hover();
        await (isPhone(page) ? page.getByTestId('thread').locator('..') : row)
          .getByRole('button', { name: t('inbox.act.archive'), exact: true })
          .first()
          .click();
        await expect(page.getByTestId('toast').first()).toBeVisible();
      },
    },
    search: { adds: '.inbox__list', act: search('zapytanie', (page) => expect(page.locator('.thread-row mark').first()).toBeVisible()) },
    'search-nothing': { adds: '.inbox__list', act: search('niczegotuniema', (page) => expect(page.locator('.empty-state').first()).toBeVisible()) },
    'nothing-starred': {
      adds: '.inbox__list',
      act: async (page, t) => {
        await press(page, t('inbox.empty.search_clear'));
        await press(page, t('inbox.list.flagged'));
        await expect(page.getByText(t('inbox.empty.flagged_title'))).toBeVisible();
      },
    },
  },
};

/** Its name is as long as people make them. */
const NAME = 'Pusta szuflada na oferty z przetargow 2026-2027';

const showFolders: Step = async (page, t) => {
  const show = page.getByRole('button', { name: t('inbox.folders.show'), exact: true });
  const tree = page.locator('.inbox__tree');
  await expect(show.or(tree).locator('visible=true').first()).toBeVisible();
  if (!(await tree.isVisible())) await show.click();
  await expect(tree).toBeVisible();
};

const ours = (page: Page) => folder(page, NAME).first();

/** The field for the name of a new folder. */
const naming: Step = async (page, t, office) => {
  await showFolders(page, t, office);
  const field = page.getByLabel(t('inbox.folders.name'), { exact: true });
  if (!(await field.isVisible())) await press(page, t('inbox.folders.new'));
  await expect(field).toBeVisible();
};

const folderMenu: Step = async (page, t, office) => {
  await showFolders(page, t, office);
  await ours(page).hover();
  await ours(page).getByRole('button').click();
};

export const folders: Walk = {
  path: '/inbox',
  begin: showFolders,
  states: {
    drawer: { only: 'finger' },
    'new-folder': { adds: '.inbox__tree', open: naming },
    'folder-menu': {
      adds: MENU,
      act: async (page, t, office) => {
        await naming(page, t, office);
        await page.getByLabel(t('inbox.folders.name'), { exact: true }).fill(NAME);
        await page.keyboard.press('Enter');
        await expect(ours(page)).toBeVisible();
      },
      open: menu(folderMenu),
      leave: escape,
    },
    'delete-folder': {
      adds: DIALOG,
      act: async (page, t, office) => {
        await menu(folderMenu)(page, t, office);
        await page.getByRole('menuitem', { name: t('inbox.folders.delete'), exact: true }).click();
        await expect(dialog(page)).toBeVisible();
      },
      leave: (page, t) => dialog(page).getByRole('button', { name: t('common.cancel'), exact: true }).click(),
    },
    'empty-folder': {
      act: async (page, t, office) => {
        await showFolders(page, t, office);
        await ours(page).getByRole('link').click();
        await expect(page.getByText(t('inbox.empty.folder_title'))).toBeVisible();
      },
      leave: async (page, t, office) => {
        await menu(folderMenu)(page, t, office);
        await page.getByRole('menuitem', { name: t('inbox.folders.delete'), exact: true }).click();
        await dialog(page).getByRole('button', { name: t('inbox.folders.delete_do'), exact: true }).click();
        await expect(ours(page)).toHaveCount(0);
      },
    },
  },
};
