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

const LONG_NAME = 'Wykończenie blatu i krawędzi według wzornika';
const LONG_KIND = 'Umowy najmu wyposażenia i serwisu całorocznego';
const ownKind = () => `${LONG_KIND} ${Date.now()}`;
const ownField = () => `${LONG_NAME} ${Date.now()}`;

const ownStage = (page: Page) => page.getByTestId('stage-line').filter({ hasText: 'Oględziny miejsca montażu' });

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
    relinked: {
      adds: '[data-testid=relink]',
      act: async (page) => {
        await page.getByTestId('relink-begin').click();
        await expect(page.locator('[data-testid=relink-state][data-state=done]')).toBeVisible({ timeout: 30_000 });
      },
    },
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
    'new-team': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('add-team').click();
        await page.getByTestId('team-form').getByLabel(t('settings.teams.name'), { exact: true }).fill('Dział Sprzedaży i Obsługi Klientów Kluczowych');
        await expect(page.getByTestId('team-form').getByRole('checkbox').first()).toBeVisible();
      },
      leave: escape,
    },
    'member-menu': { adds: MENU, open: menu(memberMenu), leave: escape },
    invited: {
      adds: 'main',
      act: async (page, t) => {
        await page.getByLabel(t('settings.invite.email'), { exact: true }).fill(`zaproszony${Date.now()}@bardzo-dluga-domena-klienta.example`);
        await page.getByRole('button', { name: t('settings.invite.submit') }).click();
        await expect(page.getByTestId('invitation-link')).toBeVisible();
      },
    },
    kinds: { act: (page) => open(page, '/settings/kinds') },
    'kind-menu': { adds: MENU, open: menu((page) => page.getByTestId('kind-menu').last().click()), leave: escape },
    'kind-new': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('add-kind').click();
        const form = page.getByTestId('kind-form');
        await form.getByTestId('kind-save').click();
        await expect(form.getByText(t('errors.reason.required'), { exact: true }).first()).toBeVisible();
        await form.getByLabel(t('settings.kinds.many_pl'), { exact: true }).fill(ownKind());
        await form.getByLabel(t('settings.kinds.one_pl'), { exact: true }).fill(`Umowa najmu wyposażenia ${Date.now()}`);
      },
    },
    'kind-added': {
      adds: 'main',
      act: async (page) => {
        await page.getByTestId('kind-save').click();
        await expect(page.getByTestId('kind-line').last()).toContainText(LONG_KIND);
      },
    },
    'kind-list': {
      act: async (page, t) => {
        await page.getByTestId('kind-line').last().getByRole('link').click();
        await expect(page.getByTestId('new-record').first()).toBeVisible();
        await expect(page.getByText(t('records.empty.others'), { exact: true })).toBeVisible();
      },
      leave: (page) => open(page, '/settings/kinds'),
    },
    'kind-removed': {
      adds: 'main',
      act: async (page, t) => {
        await page.getByTestId('kind-line').last().getByTestId('kind-menu').click();
        await page.getByRole('menuitem', { name: t('settings.fields.remove'), exact: true }).click();
        await expect(page.getByTestId('kind-uses')).toBeVisible();
        await page.getByTestId('remove-kind-yes').click();
        await expect(page.getByTestId('removed-kind').filter({ hasText: LONG_KIND }).first()).toBeVisible();
      },
    },
    fields: { act: (page) => open(page, '/settings/fields/deal') },
    'field-menu': { adds: MENU, open: menu((page) => page.getByTestId('field-menu').first().click()), leave: escape },
    'field-new': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('add-field').click();
        const form = page.getByTestId('field-form');
        await form.getByLabel(t('settings.fields.what'), { exact: true }).selectOption({ label: t('settings.fields.types.choices') });
        await form.getByTestId('field-save').click();
        await expect(form.getByText(t('errors.reason.required'), { exact: true }).first()).toBeVisible();
        await form.getByLabel(t('settings.fields.name_pl'), { exact: true }).fill(ownField());
        for (const wood of ['Płyta wiórowa laminowana dwustronnie', 'Dąb']) {
          await form.getByTestId('add-choice').click();
          await form.getByTestId('choice-line').last().getByLabel(t('settings.fields.in_polish'), { exact: true }).fill(wood);
        }
      },
    },
    'field-added': {
      adds: 'main',
      act: async (page) => {
        await page.getByTestId('field-save').click();
        await expect(page.getByTestId('kind-field').last()).toContainText(LONG_NAME);
      },
    },
    'field-edited': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.locator('[data-testid=kind-field][data-key=source]').getByTestId('field-menu').click();
        await page.getByRole('menuitem', { name: t('settings.fields.edit'), exact: true }).click();
        await expect(page.getByTestId('choice-line').first()).toBeVisible();
      },
      leave: escape,
    },
    'field-removed': {
      adds: 'main',
      act: async (page, t) => {
        await page.getByTestId('kind-field').last().getByTestId('field-menu').click();
        await page.getByRole('menuitem', { name: t('settings.fields.remove'), exact: true }).click();
        await expect(page.getByTestId('field-uses')).toBeVisible();
        await page.getByTestId('remove-field-yes').click();
        await expect(page.getByTestId('removed-field').filter({ hasText: LONG_NAME }).first()).toBeVisible();
      },
    },
    stages: { act: (page) => open(page, '/settings/stages/deal') },
    'stage-new': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('add-stage').click();
        await page.getByTestId('stage-save').click();
        await expect(page.getByTestId('stage-form').getByText(t('errors.reason.required'), { exact: true })).toBeVisible();
        await page.getByLabel(t('settings.stages.name'), { exact: true }).fill(`Oględziny miejsca montażu u klienta ${Date.now()}`);
        await page.getByLabel(t('settings.stages.probability'), { exact: false }).fill('55');
      },
    },
    'stage-added': {
      adds: 'main',
      act: async (page) => {
        await page.getByTestId('stage-save').click();
        await expect(ownStage(page).last()).toBeVisible();
      },
    },
    'stage-menu': { adds: MENU, open: menu((page) => page.getByTestId('stage-menu').first().click()), leave: escape },
    'stage-removed': {
      adds: DIALOG,
      act: async (page, t) => {
        await page.getByTestId('stage-line').first().getByTestId('stage-menu').click();
        await page.getByRole('menuitem', { name: t('settings.fields.remove'), exact: true }).click();
        await expect(page.getByTestId('stage-uses')).toBeVisible();
      },
      leave: async (page, t, office) => {
        await escape(page, t, office);
        // The board of the others is to be as it was.
        await ownStage(page).last().getByTestId('stage-menu').click();
        await page.getByRole('menuitem', { name: t('settings.fields.remove'), exact: true }).click();
        await page.getByTestId('remove-stage-yes').click();
        await expect(page.getByTestId('remove-stage')).toBeHidden();
      },
    },
    workspace: { act: (page) => open(page, '/settings/workspace') },
    profile: { act: (page) => open(page, '/settings/profile') },
  },
};
