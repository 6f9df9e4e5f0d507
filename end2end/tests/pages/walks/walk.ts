// A walk through states of pages, each looked at in every window: what a walk is, and steps that many of them take.
import type { Locator, Page } from '@playwright/test';
import { expect, type Office } from '../../../helpers/world.ts';
import type { Words } from '../../../helpers/words.ts';

export type Step = (page: Page, t: Words, office: Office) => Promise<unknown>;

export interface State {
  /** Brings the page here from the state before; it stays here while the window changes. */
  act?: Step;
  /** What closes when the window changes, and is opened for every size. */
  open?: Step;
  /** Back to where it came from. */
  leave?: Step;
  /** Only for a mouse, or only for a finger. */
  only?: 'mouse' | 'finger';
  /** What it adds to the state before; the rest was looked at there, by axe-core. */
  adds?: string;
}

export interface Walk {
  /** Where it begins. */
  path: string;
  begin?: Step;
  states: Record<string, State>;
}

export const MENU = '[popover]:popover-open';
export const DIALOG = 'dialog[open]';
export const COMPOSER = '.composer';

export const dialog = (page: Page): Locator => page.getByRole('dialog');
export const composer = (page: Page): Locator => page.getByTestId('composer');

/** Presses the first button with this name that is seen. */
export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).locator('visible=true').first().click();

/** Presses the button with these words; then `shown` is there. */
export const pressed =
  (words: string, shown: (page: Page, t: Words) => Locator): Step =>
  async (page, t) => {
    await press(page, t(words));
    await expect(shown(page, t).first()).toBeVisible();
  };

/** Closes a dialog, or a menu that has not closed by itself: with nothing open Escape would leave the thread. */
export const escape: Step = async (page) => {
  const open = page.locator(`${MENU}, ${DIALOG}`);
  if ((await open.count()) > 0) await page.keyboard.press('Escape');
  await expect(open).toHaveCount(0);
};

/** Opens a menu by what `by` presses. */
export const menu =
  (by: Step): Step =>
  async (page, t, office) => {
    await by(page, t, office);
    await expect(page.getByRole('menuitem').first()).toBeVisible();
  };

/** Chooses from a menu that `by` opens; then there is a dialog. */
export const chosen =
  (by: Step, words: string): Step =>
  async (page, t, office) => {
    await menu(by)(page, t, office);
    await page.getByRole('menuitem', { name: t(words), exact: true }).click();
    await expect(dialog(page)).toBeVisible();
  };
