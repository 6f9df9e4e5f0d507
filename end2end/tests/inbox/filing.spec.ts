// Filing: it happens on the mail server, shows at once, and can be taken back.
import type { Page } from '@playwright/test';
import { drag, folder, isPhone, moveByMenu, onServer, open, openThread, row } from '../../helpers/pages.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

async function newFolder(page: Page, t: Words, name: string): Promise<void> {
  if (isPhone(page)) await page.getByRole('button', { name: t('inbox.folders.show') }).click();
  await page.getByRole('button', { name: t('inbox.folders.new'), exact: true }).first().click();
  await page.getByLabel(t('inbox.folders.name'), { exact: true }).fill(name);
  await page.keyboard.press('Enter');
  await expect(folder(page, name)).toBeVisible();
}

/** By the button beside the folder. */
async function chooseForFolder(page: Page, t: Words, path: string, verb: 'new_inside' | 'rename' | 'delete'): Promise<void> {
  await folder(page, path).hover();
  await page.getByRole('button', { name: t('inbox.folders.actions', { name: path }), exact: true }).click();
  await page.getByRole('menuitem', { name: t(`inbox.folders.${verb}`) }).click();
}

test.describe('filing', () => {
  // Onto a lead: ready/decisions.spec.ts; a card onto a stage: records/pipelines.spec.ts; by a finger: live.spec.ts.
  test('stand-out 9 archive and delete are different, and undone', async ({ anna: page, office, t }) => {
    const { testbed, anna } = office;
    const subject = `Do archiwum ${Date.now()}`;
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    await open(page, '/inbox');
    for (const [action, place] of [
      ['archive', 'Archive'],
      ['delete', 'Trash'],
    ] as const) {
      await openThread(page, subject);
      await page.getByRole('button', { name: t(`inbox.act.${action}`), exact: true }).first().click();
      await onServer(testbed, anna.address, place, subject);
      await onServer(testbed, anna.address, 'INBOX', subject, false);
      await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
      await onServer(testbed, anna.address, 'INBOX', subject);
      await onServer(testbed, anna.address, place, subject, false);
      await open(page, '/inbox');
    }
  });

  test('stand-out 9 dragged onto a nested folder, and taken back', async ({ anna: page, office, t }) => {
    test.skip(isPhone(page), 'the folders are not beside the list on a phone');
    const { testbed, anna } = office;
    const subject = `Do szuflady ${Date.now()}`;
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    await open(page, '/inbox');
    await drag(page, row(page, subject), folder(page, 'Klienci/Meble Nowak'));
    await expect(row(page, subject)).toHaveCount(0);
    await onServer(testbed, anna.address, 'Klienci/Meble Nowak', subject);
    await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
    await onServer(testbed, anna.address, 'INBOX', subject);
    await onServer(testbed, anna.address, 'Klienci/Meble Nowak', subject, false);
  });

  test('from the row itself, by mouse and by keyboard', async ({ anna: page, office, t }) => {
    test.skip(isPhone(page), 'nothing hovers on a phone');
    const { testbed, anna } = office;
    const [pointed, focused] = [`Wskazany ${Date.now()}`, `Zaznaczony ${Date.now()}`];
    for (const subject of [pointed, focused]) {
      await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    }
    await open(page, '/inbox');
    const archive = (subject: string) => row(page, subject).getByRole('button', { name: t('inbox.act.archive'), exact: true });
    await expect(row(page, focused)).toBeVisible();
    await expect(archive(focused)).toHaveCount(0);
    await row(page, pointed).hover();
    await archive(pointed).click();
    await expect(row(page, pointed)).toHaveCount(0);
    await page.mouse.move(0, 0);
    await expect(archive(focused)).toHaveCount(0);
    await row(page, focused).getByRole('link').focus();
    await expect(archive(focused)).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(archive(focused)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(row(page, focused)).toHaveCount(0);
    for (const subject of [pointed, focused]) await onServer(testbed, anna.address, 'Archive', subject);
  });

  test('several at once, by mouse', async ({ anna: page, office }) => {
    test.skip(isPhone(page), 'the folders are not beside the list on a phone');
    const { testbed, anna } = office;
    const [one, two] = [`Jeden z dwóch ${Date.now()}`, `Drugi z dwóch ${Date.now()}`];
    for (const subject of [one, two]) {
      await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    }
    await open(page, '/inbox');
    await row(page, one).click({ modifiers: ['ControlOrMeta'] });
    await row(page, two).click({ modifiers: ['ControlOrMeta'] });
    await expect(page.locator('.bulk-bar')).toBeVisible();
    await drag(page, row(page, two), folder(page, 'Klienci/Meble Nowak'));
    for (const subject of [one, two]) {
      await expect(row(page, subject)).toHaveCount(0);
      await onServer(testbed, anna.address, 'Klienci/Meble Nowak', subject);
    }
  });

  test('stand-out 9 moved by keyboard', async ({ anna: page, office, t }) => {
    test.skip(isPhone(page), 'no keyboard');
    const { testbed, anna } = office;
    const subject = `Klawiszem ${Date.now()}`;
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    await open(page, '/inbox');
    await openThread(page, subject);
    await page.keyboard.press('v');
    await expect(page.getByLabel(t('inbox.moving.find'), { exact: true })).toBeFocused();
    // Where one's own mail lies is proposed to nobody who has not typed it.
    const places = page.getByRole('dialog').getByRole('option');
    const named = (key: string) => places.filter({ hasText: new RegExp(`^${t(key)}$`) });
    await expect(named('inbox.folders.archive')).toHaveCount(1);
    await expect(named('inbox.folders.sent')).toHaveCount(0);
    await page.keyboard.type(t('inbox.folders.sent'));
    await expect(named('inbox.folders.sent')).toHaveCount(1);
    await page.getByLabel(t('inbox.moving.find'), { exact: true }).fill('');
    await page.keyboard.type('Meble');
    await page.keyboard.press('Enter');
    await onServer(testbed, anna.address, 'Klienci/Meble Nowak', subject);
  });

  test('a new folder, renamed, deleted', async ({ anna: page, office, t }) => {
    const [name, other] = [`Nowy ${Date.now()}`, `Inny ${Date.now()}`];
    const paths = async () => (await office.testbed.folders(office.anna.address)).map((one) => one.path);
    await open(page, '/inbox');
    await newFolder(page, t, name);
    await expect.poll(paths).toContain(name);

    await chooseForFolder(page, t, name, 'rename');
    await page.getByLabel(t('inbox.folders.name'), { exact: true }).fill(other);
    await page.keyboard.press('Enter');
    await expect.poll(paths).toContain(other);
    expect(await paths()).not.toContain(name);

    await chooseForFolder(page, t, other, 'delete');
    const dialog = page.getByRole('dialog', { name: t('inbox.folders.delete_title', { name: other }) });
    await expect(dialog.getByRole('paragraph')).toHaveText([t('inbox.folders.delete_empty')]);
    await dialog.getByRole('button', { name: t('inbox.folders.delete_do'), exact: true }).click();
    await expect.poll(paths).not.toContain(other);
    await expect(folder(page, other)).toHaveCount(0);
  });

  test('a folder with something in it is not deleted, and what it is is said', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const { testbed, anna } = office;
    const [name, inside, subject] = [`Pełny ${Date.now()}`, `Wewnątrz ${Date.now()}`, `Do pełnego ${Date.now()}`];
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    await open(page, '/inbox');
    await newFolder(page, t, name);
    await moveByMenu(page, t, subject, name);
    await onServer(testbed, anna.address, name, subject);
    const holds = async (count: number) => {
      const link = folder(page, name).getByRole('link');
      await expect(link).toHaveAttribute('title', `${name} · ${t('inbox.folders.total', { count })}`);
      // Threads are counted, and are called so.
      await expect(link).toHaveAttribute('title', /· \d+ (wątek|wątki|wątków|threads?)$/);
    };
    const dialog = page.getByRole('dialog', { name: t('inbox.folders.delete_title', { name }) });
    const refuses = async (...words: string[]) => {
      await chooseForFolder(page, t, name, 'delete');
      await expect(dialog.getByRole('paragraph')).toHaveText(words);
      await expect(dialog.getByRole('button', { name: t('inbox.folders.delete_do'), exact: true })).toBeDisabled();
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    };
    await holds(1);
    await refuses(t('inbox.folders.delete_mail', { count: 1 }));
    await chooseForFolder(page, t, name, 'new_inside');
    await page.getByLabel(t('inbox.folders.name'), { exact: true }).fill(inside);
    await page.keyboard.press('Enter');
    await expect(folder(page, `${name}/${inside}`)).toBeVisible();
    await refuses(t('inbox.folders.delete_mail', { count: 1 }), t('inbox.folders.delete_inside', { count: 1 }));

    await folder(page, name).getByRole('link').click();
    await openThread(page, subject);
    await page.getByRole('button', { name: t('inbox.act.archive'), exact: true }).first().click();
    await onServer(testbed, anna.address, 'Archive', subject);
    await holds(0);
    await refuses(t('inbox.folders.delete_inside', { count: 1 }));
    expect((await testbed.folders(anna.address)).map((one) => one.path)).toEqual(expect.arrayContaining([name, `${name}/${inside}`]));
  });

  test('a folder is named from the menu of a right click', { tag: '@server' }, async ({ anna: page, office, t }) => {
    const { testbed, anna } = office;
    const name = `Podfolder ${Date.now()}`;
    await open(page, '/inbox');
    await folder(page, 'Klienci/Meble Nowak').click({ button: 'right' });
    await page.getByRole('menuitem', { name: t('inbox.folders.new_inside'), exact: true }).click();
    await expect(page.getByLabel(t('inbox.folders.name'), { exact: true })).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await testbed.folders(anna.address)).map((one) => one.path)).toContain(`Klienci/Meble Nowak/${name}`);
  });

  test('what can be done to folders is seen or focused without a pointer that hovers', { tag: '@server' }, async ({ anna: page, t }) => {
    await open(page, '/inbox');
    await page.mouse.move(0, 0);
    await expect(page.getByRole('button', { name: t('inbox.folders.new'), exact: true }).first()).toBeVisible();
    const nested = folder(page, 'Klienci/Meble Nowak').first();
    const actions = nested.locator('[aria-haspopup=menu]');
    await nested.getByRole('link').focus();
    await expect(actions).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(actions).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: t('inbox.folders.new_inside'), exact: true })).toBeVisible();
  });

  test('where there is no folder for it yet, archiving and deleting say that they make one', { tag: '@server' }, async ({ anna: page, office, t }) => {
    // What the page hears of the mailbox when mail comes in: a mailbox that has never archived anything.
    await page.route(/\/api\/mailboxes/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(/"role":"(archive|trash)"/g, '"role":null') });
    });
    await open(page, '/inbox');
    const opened = await openThread(page, 'Krzesła do sali konferencyjnej');
    const heard = page.waitForResponse(/\/api\/mailboxes/);
    await office.testbed.write(office.anna.address, 'Ola Lis <ola@lis.example>', `Bez archiwum ${Date.now()}`, 'Dzień dobry');
    await heard;
    for (const action of ['archive', 'delete']) {
      const button = opened.getByRole('button', { name: t(`inbox.act.${action}`), exact: true }).first();
      await expect(button).toHaveAttribute('title', new RegExp(`^${t(`inbox.act.${action}_first`).replace(/[()]/g, '\\$&')}`));
    }
  });

  test('stand-out 9 moved from the menu', async ({ anna: page, office, t }) => {
    const { testbed, anna } = office;
    const subject = `Z menu ${Date.now()}`;
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    await open(page, '/inbox');
    await moveByMenu(page, t, subject, 'Archive');
    await onServer(testbed, anna.address, 'Archive', subject);
  });

  test('the menu of a row, and the palette, do what the keys do', async ({ anna: page, office, t }) => {
    test.skip(isPhone(page), 'a mouse');
    const subject = `Menu ${Date.now()}`;
    await office.testbed.write(office.anna.address, 'Jan Kot <jan@klient.example>', subject, 'Dzień dobry');
    await open(page, '/inbox');
    const mail = row(page, subject);
    await mail.click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: t('inbox.act.open_in_tab') })).toHaveAttribute('href', /^\/inbox\/.*\/.*/);
    await page.getByRole('menuitem', { name: t('inbox.act.flag') }).click();
    await expect(mail.locator('[data-star]')).toBeVisible();
    await mail.click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: t('inbox.act.unflag') })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(t('inbox.act.delete'));
    await page.keyboard.press('Enter');
    await expect(mail).toHaveCount(0);
  });

  test('folders are called as people call them, in tooltips and in the palette', { tag: '@server' }, async ({ anna: page, office, t }) => {
    await open(page, '/inbox');
    const title = (path: string) => folder(page, path).first().getByRole('link').getAttribute('title');
    expect(await title('INBOX')).toMatch(new RegExp(`^${t('inbox.folders.inbox')} · \\d`));
    expect(await title('Sent')).toMatch(new RegExp(`^${t('inbox.folders.sent')} · \\d`));
    expect(await title('Klienci/Meble Nowak')).toMatch(/^Klienci\/Meble Nowak · \d/);
    await page.keyboard.press('Control+k');
    const found = page.getByRole('option');
    for (const [key, path] of [
      ['trash', 'Trash'],
      ['inbox', 'INBOX'],
    ] as const) {
      const name = t(`inbox.folders.${key}`);
      await page.getByRole('combobox').fill(name);
      await expect(found.filter({ hasText: new RegExp(`^${name}${office.anna.address}`) })).toHaveCount(1);
      await page.getByRole('combobox').fill(path);
      await expect(found.filter({ hasText: office.anna.address })).toHaveCount(0);
    }
    await page.getByRole('combobox').fill(t('inbox.folders.trash'));
    await found.filter({ hasText: office.anna.address }).click();
    await expect(folder(page, 'Trash').first()).toHaveAttribute('data-current', 'true');
  });
});
