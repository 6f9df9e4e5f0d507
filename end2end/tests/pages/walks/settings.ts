// Settings: accounts with their dialogs, connecting one, members, the profile.
import type { Page, Route } from '@playwright/test';
import { open } from '../../../helpers/pages.ts';
import { expect, type Office } from '../../../helpers/world.ts';
import { chosen, DIALOG, dialog, escape, menu, MENU, type Step, type Walk } from './walk.ts';

const card = (page: Page, { biuro }: Office) => page.locator(`[data-testid=mailbox-card][data-address="${biuro.address}"]`);
const accountMenu: Step = (page, _, office) => card(page, office).locator('[aria-haspopup=menu]').click();

const memberMenu: Step = (page, t, { celina }) =>
  page.getByRole('button', { name: t('settings.members.actions_of', { name: celina.name }) }).first().click();

const ofAccount = (words: string) => ({ adds: DIALOG, act: chosen(accountMenu, words), leave: escape });

const SET_ASIDE = ['unreadable', 'not_handed_out', 'not_stored'];

/** What no honest mail brings about: a message for every reason there is, as the server would list it. */
async function setAside(route: Route): Promise<void> {
  const { mailbox } = route.request().postDataJSON() as { mailbox: string };
  const message = { mailbox, folder_path: 'Klienci/Zakłady Meblarskie „Pod Orłem” spółka z ograniczoną odpowiedzialnością', bytes: 1_234_567, at: 1_790_000_000_000_000 };
  await route.fulfill({ json: SET_ASIDE.map((reason, at) => ({ ...message, reason, id: `018f0000-0000-7000-8000-00000000000${at}`, uid: 4_000_000_000 + at })) });
}

export const settings: Walk = {
  path: '/settings/accounts',
  states: {
    accounts: {},
    'account-actions': { adds: MENU, open: menu(accountMenu), leave: escape },
    ledger: {
      ...ofAccount('settings.ledger.title'),
      act: async (page, t, office) => {
        await chosen(accountMenu, 'settings.ledger.title')(page, t, office);
        await expect(page.locator('.ledger')).toBeVisible();
      },
    },
    'set-aside': ofAccount('settings.set_aside.title'),
    'some-set-aside': {
      adds: DIALOG,
      act: async (page, t, office) => {
        await page.route(/\/api\/set_aside_list/, setAside);
        await chosen(accountMenu, 'settings.set_aside.title')(page, t, office);
        const reasons = SET_ASIDE.map((reason) => t(`settings.set_aside.${reason}`));
        await expect(dialog(page).locator('.set-aside__reason')).toHaveText(reasons);
      },
      leave: escape,
    },
    'who-has-access': {
      adds: DIALOG,
      act: async (page, t, office) => {
        await chosen(accountMenu, 'settings.accounts.members')(page, t, office);
        await expect(dialog(page).getByRole('checkbox').first()).toBeVisible();
      },
      leave: escape,
    },
    'remove-account': ofAccount('settings.accounts.remove'),
    servers: {
      act: async (page, t, office) => {
        await menu(accountMenu)(page, t, office);
        await page.getByRole('menuitem', { name: t('settings.servers.menu') }).click();
        await expect(page.getByTestId('servers-form')).toBeVisible();
      },
    },
    'new-account': { act: (page) => open(page, '/settings/accounts/new') },
    'new-account-servers': {
      adds: 'main',
      act: async (page, t) => {
        await page.getByLabel(t('settings.add.address'), { exact: true }).fill('zakupy.i.zaopatrzenie.dzialu-handlowego@firma.example');
        await page.getByLabel(t('settings.add.password'), { exact: true }).fill('hasło');
        await page.getByRole('button', { name: t('settings.add.next') }).click();
        await expect(page.getByRole('group', { name: t('settings.add.incoming') })).toBeVisible({ timeout: 30_000 });
      },
    },
    members: { act: (page) => open(page, '/settings/members') },
    'member-menu': { adds: MENU, open: menu(memberMenu), leave: escape },
    invited: {
      adds: 'main',
      act: async (page, t) => {
        await page.getByLabel(t('settings.invite.email'), { exact: true }).fill(`zaproszony${Date.now()}@bardzo-dluga-domena-klienta.example`);
        await page.getByRole('button', { name: t('settings.invite.submit') }).click();
        await expect(page.getByTestId('invitation-link')).toBeVisible();
      },
    },
    profile: { act: (page) => open(page, '/settings/profile') },
  },
};
