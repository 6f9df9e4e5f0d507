// What one was told: nothing yet, and of everything something.
import { open } from '../../../helpers/pages.ts';
import { words } from '../../../helpers/words.ts';
import { expect, signedIn } from '../../../helpers/world.ts';
import { DIALOG, escape, type Walk } from './walk.ts';

const LONG = 'Zadzwonić do Aleksandry Konstantynopolitańczykowianeczkówny w sprawie wyposażenia sali konferencyjnej i dwunastu gabinetów';

export const notifications: Walk = {
  path: '/notifications',
  begin: async (page, _, office) => {
    const context = await page.context().browser()!.newContext({ baseURL: new URL(page.url()).origin, locale: 'pl-PL' });
    const other = await context.newPage();
    await signedIn(other, office, words('pl'), office.bartek);
    await open(other, '/tasks');
    for (const title of [LONG, 'לחזור ללקוח']) {
      await other.getByTestId('new-task').click();
      const form = other.getByTestId('task-form');
      await form.locator('[name=task-title]').fill(title);
      await form.locator('[name=task-assignee]').selectOption({ label: office.anna.name });
      await form.getByTestId('task-save').click();
      await expect(form).toHaveCount(0);
    }
    await context.close();
    await expect(page.getByTestId('notification').filter({ hasText: LONG }).first()).toBeVisible();
    await page.getByTestId('notification-read').first().click();
    await expect(page.locator('[data-testid=notification][data-read=true]').first()).toBeVisible();
  },
  states: {
    notifications: {},
    'notification-task': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('notification').filter({ hasText: LONG }).getByRole('link').first().click();
        await expect(page.getByTestId('task-form')).toBeVisible();
      },
      leave: escape,
    },
  },
};
