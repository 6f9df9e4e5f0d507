// Every page, menu and dialog, at every size of window, in both languages, light and dark in turn: nothing lies over something else,
// nothing is out of reach, nothing is cut, and axe-core finds nothing.
import type { Locator, Page } from '@playwright/test';
import { DESKTOPS, drawn, lint, TOUCH } from '../../helpers/lint.ts';
import { awake, isPhone, open } from '../../helpers/pages.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { LANGUAGES, type Words } from '../../helpers/words.ts';
import { expect, test, type Office } from '../../helpers/world.ts';

const LONG = 'Zapytanie ofertowe na dostawę i montaż stu dwudziestu krzeseł konferencyjnych z podłokietnikami do sali „Pod Orłem”';
const PEOPLE = 'Bardzo Długie Nazwisko-Dwuczłonowe z Działu Zakupów i Zaopatrzenia <zakupy.i.zaopatrzenie@bardzo-dluga-domena-klienta.example>';

/** What there is to look at: made once for an office. */
async function furnish(page: Page, t: Words, { testbed, anna }: Office): Promise<void> {
  const subjects = (await testbed.mails(anna.address, 'INBOX')).map((mail) => mail.subject);
  if (subjects.includes(LONG)) return;
  await testbed.write(anna.address, PEOPLE, LONG, 'Dzień dobry,\n\nproszę o ofertę.\n\ntel. 601 234 567');
  await testbed.write(anna.address, 'ליאת כהן <liat@klient.example>', 'שאלה על הכיסאות', 'שלום,\n\nכמה זה עולה?');
  await testbed.write(anna.address, 'Jan Kot <jan@klient.example>', 'Krótko', 'Tak.', [
    `Cc: ${Array.from({ length: 40 }, (_, at) => `Osoba Numer ${at} <osoba${at}@klient.example>`).join(', ')}`,
  ]);
  await open(page, '/ready');
  await page.getByTestId('ready-item').filter({ hasText: LONG.slice(0, 30) }).click();
  await press(page, t('ready.create'));
  await page.getByTestId('lead-form').getByLabel(t('leads.name'), { exact: true }).fill(`${LONG}, etap drugi`);
  await page.getByTestId('lead-create').click();
  await expect(page.getByTestId('toast').first()).toBeVisible();
}

interface State {
  path: string;
  /** Brings the page into the state; it stays in it while the window changes. */
  act?: (page: Page, t: Words, office: Office) => Promise<void>;
  /** What closes when the window changes, and is opened for every size. */
  open?: (page: Page, t: Words) => Promise<void>;
  /** Only for a mouse, or only for a finger. */
  only?: 'mouse' | 'finger';
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).locator('visible=true').first().click();

const thread = async (page: Page) => {
  await page.getByTestId('thread-row').filter({ hasText: LONG.slice(0, 30) }).first().click();
  await expect(page.getByTestId('thread')).toBeVisible();
};

const lead = async (page: Page) => {
  await page.getByTestId('lead-row').first().getByRole('link').first().click();
  await expect(page.getByTestId('lead-head')).toBeVisible();
};

const readyMail = async (page: Page) => {
  await page.getByTestId('ready-item').first().click();
  await expect(page.locator('.ready__actions')).toBeVisible();
};

/** Presses the button with these words, after what comes before it; then `shown` is there. */
const pressed =
  (words: string, shown: (page: Page, t: Words) => Locator, before?: (page: Page) => Promise<void>) =>
  async (page: Page, t: Words): Promise<void> => {
    await before?.(page);
    await press(page, t(words));
    await expect(shown(page, t).first()).toBeVisible();
  };

const keyed = (keys: string) => async (page: Page) => {
  await page.keyboard.press(keys);
  await expect(dialog(page)).toBeVisible();
};

const composer = (page: Page) => page.getByTestId('composer');
const leadForm = (page: Page) => page.getByTestId('lead-form');
const items = (page: Page) => page.getByRole('menuitem');
const dialog = (page: Page) => page.getByRole('dialog');
const labelled = (words: string) => (page: Page, t: Words) => page.getByLabel(t(words), { exact: true });

const STATES: Record<string, State> = {
  inbox: { path: '/inbox' },
  search: { path: '/search?q=oferta' },
  'search-nothing': { path: '/search?q=niczegotuniema' },
  ready: { path: '/ready' },
  leads: { path: '/leads?view=list' },
  board: { path: '/leads?view=board' },
  drafts: { path: '/drafts' },
  settings: { path: '/settings' },
  accounts: { path: '/settings/accounts' },
  servers: {
    path: '/settings/accounts',
    act: async (page, t) => {
      await page.locator('main [aria-haspopup=menu]').first().click();
      await page.getByRole('menuitem', { name: t('settings.servers.menu') }).click();
      await expect(page.getByTestId('servers-form')).toBeVisible();
    },
  },
  'new-account': { path: '/settings/accounts/new' },
  members: { path: '/settings/members' },
  profile: { path: '/settings/profile' },
  thread: { path: '/inbox', act: thread },
  reply: { path: '/inbox', act: pressed('inbox.thread.reply', composer, thread) },
  begun: {
    path: '/inbox',
    act: async (page, t) => {
      await thread(page);
      await press(page, t('inbox.thread.reply'));
      const body = composer(page).getByRole('textbox', { name: t('compose.body') });
      await expect(body).toBeEditable();
      await body.pressSequentially(LONG.slice(0, 40));
      await press(page, t(isPhone(page) ? 'compose.back' : 'compose.close'));
      await page.getByTestId('thread-drafts').scrollIntoViewIfNeeded();
    },
  },
  compose: { path: '/inbox', act: pressed('common.new_email', composer) },
  'move-dialog': { path: '/inbox', act: pressed('inbox.act.move_to', labelled('inbox.moving.find'), thread) },
  toast: {
    path: '/inbox',
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
  record: { path: '/inbox', only: 'mouse', act: pressed('inbox.thread.record', (page) => page.getByTestId('record-panel'), thread) },
  'row-menu': {
    path: '/inbox',
    only: 'mouse',
    open: async (page) => {
      await page.getByTestId('thread-row').first().click({ button: 'right' });
      await expect(items(page).first()).toBeVisible();
    },
  },
  'message-menu': { path: '/inbox', act: thread, open: pressed('inbox.thread.message_actions', items) },
  selected: {
    path: '/inbox',
    only: 'mouse',
    act: async (page) => {
      await page.getByTestId('thread-row').first().hover();
      await page.getByTestId('thread-row').first().getByRole('checkbox').check();
    },
  },
  'new-folder': { path: '/inbox', only: 'mouse', act: pressed('inbox.folders.new', labelled('inbox.folders.name')) },
  drawer: { path: '/inbox', only: 'finger', act: (page, t) => press(page, t('inbox.folders.show')) },
  'ready-mail': { path: '/ready', act: readyMail },
  'ready-create': { path: '/ready', act: pressed('ready.create', leadForm, readyMail) },
  'ready-attach': { path: '/ready', act: pressed('ready.attach', (page) => page.getByTestId('lead-matches'), readyMail) },
  lead: { path: '/leads?view=list', act: lead },
  'lead-edit': { path: '/leads?view=list', act: pressed('leads.edit', leadForm, lead) },
  'new-lead': { path: '/leads?view=list', act: pressed('leads.new_lead', dialog) },
  'card-menu': { path: '/leads?view=board', open: pressed('leads.move_to_stage', items) },
  'account-menu': {
    path: '/settings/accounts',
    open: async (page) => {
      await page.locator('main [aria-haspopup=menu]').first().click();
      await expect(items(page).first()).toBeVisible();
    },
  },
  palette: { path: '/inbox', only: 'mouse', act: keyed('Control+k') },
  shortcuts: { path: '/inbox', only: 'mouse', act: keyed('?') },
};

/** Until the page has the size and has heard of it: on a busy machine that takes its time. */
async function resize(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.waitForFunction((size) => matchMedia(size).matches, `(width: ${width}px) and (height: ${height}px)`);
  await drawn(page);
}

for (const language of LANGUAGES) {
  test.describe(language, () => {
    const colorScheme = language === 'pl' ? 'light' : 'dark';
    // Without motion: what moves is measured where it comes to rest.
    test.use({ locale: language === 'pl' ? 'pl-PL' : 'en-GB', colorScheme, contextOptions: { reducedMotion: 'reduce' } });
    test('every page', async ({ anna: page, office, t }) => {
      test.setTimeout(600_000);
      await furnish(page, t, office);
      const fingers = isPhone(page);
      const found: string[] = [];
      for (const [name, state] of Object.entries(STATES)) {
        if (state.only === (fingers ? 'mouse' : 'finger')) continue;
        await test.step(name, async () => {
          const sizes = fingers ? TOUCH : DESKTOPS;
          const usual = fingers ? TOUCH[1] : DESKTOPS[1];
          await page.setViewportSize({ width: usual[0], height: usual[1] });
          await open(page, state.path);
          await expect(page.locator('main')).toBeVisible();
          try {
            await state.act?.(page, t, office);
            await state.open?.(page, t);
          } catch (error) {
            found.push(`${name}: cannot be reached: ${String(error).split('\n').slice(0, 12).join(' ')}`);
            return;
          }
          await awake(page);
          await picture(page, `page-${name}`);
          await accessible(page);
          for (const [width, height] of [usual, ...sizes.filter((size) => size !== usual)]) {
            await resize(page, width, height);
            if (width !== usual[0] && state.open) {
              await state.open(page, t);
              await drawn(page);
            }
            for (const one of await lint(page)) found.push(`${name} ${width}: ${one}`);
          }
        });
      }
      expect(found).toEqual([]);
    });
  });
}
