// Tasks: a day with everything in it, the form, and a task on a record's page.
import { open } from '../../../helpers/pages.ts';
import { newRecord, openRecord } from '../../../helpers/records.ts';
import { expect } from '../../../helpers/world.ts';
import { DIALOG, escape, menu, MENU, type Walk } from './walk.ts';

const LONG = 'Zadzwonić do Aleksandry Konstantynopolitańczykowianeczkówny w sprawie wyposażenia sali konferencyjnej i dwunastu gabinetów';

export const tasks: Walk = {
  path: '/tasks',
  begin: async (page, t) => {
    const stamp = Date.now();
    await newRecord(page, t, 'deal', { name: `Wyposażenie ${stamp}` });
    await openRecord(page, `Wyposażenie ${stamp}`);
    for (const [title, day] of [
      [LONG, '2020-01-31'],
      ['לחזור ללקוח', '2099-12-31'],
      ['Oddzwonić', ''],
    ] as const) {
      await page.getByTestId('add-task').click();
      const form = page.getByTestId('task-form');
      await form.getByLabel(t('tasks.title')).fill(title);
      await form.getByLabel(t('tasks.day'), { exact: true }).fill(day);
      await form.getByTestId('task-save').click();
      await expect(form).toHaveCount(0);
      await expect(page.getByTestId('task').filter({ hasText: title }).first()).toBeVisible();
    }
    // What is told of it takes rows from the page: opened anew, it has none.
    await open(page, '/tasks');
    await expect(page.getByTestId('task').first()).toBeVisible();
  },
  states: {
    tasks: {},
    'task-menu': { adds: MENU, open: menu((page) => page.getByTestId('task-menu').first().click()), leave: escape },
    'task-form': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('new-task').click();
        await page.getByTestId('task-form').getByTestId('task-save').click();
        await expect(page.getByTestId('task-form').locator('.field__error').first()).toBeVisible();
      },
      leave: escape,
    },
    'task-about': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('new-task').click();
        const about = page.getByTestId('task-about');
        await about.getByRole('searchbox').fill('Wyposażenie');
        await about.getByTestId('task-about-offer').first().click();
        await expect(about.getByTestId('task-about-line')).toBeVisible();
        await about.getByRole('searchbox').fill('Wyposażenie');
        const nothing = about.getByText(t('tasks.about_nothing'), { exact: true });
        await expect(about.getByTestId('task-about-offer').first().or(nothing).first()).toBeVisible();
      },
      leave: async (page, t, office) => {
        // The first one empties the box.
        await page.getByTestId('task-about').getByRole('searchbox').press('Escape');
        await escape(page, t, office);
      },
    },
    'tasks-everybody': {
      act: async (page) => {
        await open(page, '/tasks?list=everybody');
        await expect(page.getByTestId('task').first()).toBeVisible();
      },
    },
    'tasks-done': {
      act: async (page, t) => {
        await open(page, '/tasks?list=done');
        await expect(page.getByRole('heading', { name: t('tasks.none'), exact: true }).or(page.getByTestId('task').first()).first()).toBeVisible();
      },
    },
    'record-tasks': {
      act: async (page) => {
        await open(page, '/records/deal');
        await openRecord(page, 'Wyposażenie');
        await expect(page.getByTestId('task').first()).toBeVisible();
      },
    },
  },
};
