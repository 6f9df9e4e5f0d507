// Which kinds of records there are: an administrator adds one, and it is in the navigation and wherever records are.
import type { Page } from '@playwright/test';
import { isPhone, open, openThread, signIn } from '../../helpers/pages.ts';
import { newRecord, openRecord, rowOf } from '../../helpers/records.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

const lineOf = (page: Page, name: string) => page.getByTestId('kind-line').filter({ hasText: name });

async function act(page: Page, t: Words, name: string, what: string): Promise<void> {
  await lineOf(page, name).getByTestId('kind-menu').click();
  await page.getByRole('menuitem', { name: t(what), exact: true }).click();
}

/** In the rail, or under "More" on a phone. */
async function placeOf(page: Page, t: Words, name: string) {
  if (!isPhone(page)) return page.locator('.rail').getByRole('link', { name, exact: true });
  const place = page.getByRole('menuitem', { name, exact: true });
  if (!(await page.getByRole('menu').isVisible())) await page.getByRole('button', { name: t('common.nav.more') }).click();
  return place;
}

test('S0.1 a kind of ones own is in the navigation, has records and mail, and goes when it is empty', async ({ anna: page, t, office, complaints }) => {
  const stamp = Date.now();
  const [many, one, record] = [`Umowy ${stamp}`, `Umowa ${stamp}`, `Najem ${stamp}`];
  const subject = `Pytanie o najem ${stamp}`;
  await office.testbed.write(office.anna.address, `Iga Lis <iga@najem.example>`, subject, 'Kiedy umowa?');
  await open(page, '/settings/kinds');
  await page.getByTestId('add-kind').click();
  const form = page.getByTestId('kind-form');
  await form.getByTestId('kind-save').click();
  await expect(form.getByText(t('errors.reason.required'), { exact: true })).toHaveCount(2);
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !/\b422\b/.test(complaint)));
  await form.getByLabel(t('settings.kinds.many_pl'), { exact: true }).fill(many);
  await form.getByLabel(t('settings.kinds.one_pl'), { exact: true }).fill(one);
  await form.getByRole('radio', { name: t('settings.kinds.icons.key'), exact: true }).check();
  await form.getByTestId('kind-save').click();
  await expect(form).toHaveCount(0);
  await expect(lineOf(page, many)).toContainText(t('settings.kinds.own'));
  const place = await placeOf(page, t, many);
  const key = (await place.getAttribute('href'))!.split('/').at(-1)!;
  await place.click();
  await expect(page.getByRole('heading', { name: many, exact: true })).toBeVisible();
  await newRecord(page, t, key, { name: record });
  await openRecord(page, record);
  await expect(page.locator('.lead__back')).toHaveText(many);

  // Mail belongs to one of it as to any other.
  await open(page, '/inbox');
  await openThread(page, subject);
  await page.getByTestId('record-panel').getByTestId('attach-to').click();
  await page.getByRole('searchbox', { name: t('ready.search_records') }).fill(record);
  const match = page.getByTestId('record-match').filter({ hasText: record });
  await expect(match).toContainText(one);
  await match.click();
  const linked = page.getByTestId('linked-record').filter({ hasText: record }).getByRole('link');
  await expect(linked).toHaveAttribute('href', new RegExp(`/records/${key}/`));
  await linked.click();
  await expect(page.getByTestId('timeline')).toContainText(subject);

  // It stays while there is one of it.
  await open(page, '/settings/kinds');
  await act(page, t, many, 'settings.fields.remove');
  await expect(page.getByTestId('kind-uses')).toContainText('1');
  await expect(page.getByTestId('remove-kind-yes')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await open(page, `/records/${key}`);
  await rowOf(page, record).getByRole('link').first().click();
  await page.getByTestId('record-menu').click();
  await page.getByRole('menuitem', { name: t('records.remove'), exact: true }).click();
  await expect(page.getByTestId('in-bin')).toBeVisible();
  await open(page, '/settings/kinds');
  await act(page, t, many, 'settings.fields.remove');
  await page.getByTestId('remove-kind-yes').click();
  await expect(lineOf(page, many)).toHaveCount(0);
  await expect(await placeOf(page, t, many)).toHaveCount(0);
  if (isPhone(page)) await page.keyboard.press('Escape');
  await page.getByTestId('removed-kind').filter({ hasText: many }).getByTestId('restore-kind').click();
  await expect(lineOf(page, many)).toBeVisible();
  // For the other tests it is as it was.
  await act(page, t, many, 'settings.fields.remove');
  await page.getByTestId('remove-kind-yes').click();
  await expect(lineOf(page, many)).toHaveCount(0);
});

test('S0.1 a kind of ones own goes through stages, over its board, and mail is written from it', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [many, person, record] = [`Najmy ${stamp}`, `Ula Klucz ${stamp}`, `Lokal ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: person, emails: `ula.${stamp}@klucz.example` });
  await open(page, '/settings/kinds');
  await page.getByTestId('add-kind').click();
  const form = page.getByTestId('kind-form');
  await form.getByLabel(t('settings.kinds.many_pl'), { exact: true }).fill(many);
  await form.getByLabel(t('settings.kinds.one_pl'), { exact: true }).fill(`Najem ${stamp}`);
  await form.getByLabel(t('settings.kinds.has_stages'), { exact: true }).check();
  await form.getByTestId('kind-save').click();
  await expect(form).toHaveCount(0);
  const key = (await (await placeOf(page, t, many)).getAttribute('href'))!.split('/').at(-1)!;
  await open(page, `/settings/stages/${key}`);
  await page.getByTestId('add-stage').click();
  await page.getByLabel(t('settings.stages.name'), { exact: true }).fill('U notariusza');
  await page.getByTestId('stage-save').click();
  await expect(page.getByTestId('stage-line').filter({ hasText: 'U notariusza' })).toBeVisible();

  await newRecord(page, t, key, { name: record, contact: person });
  await open(page, `/records/${key}?view=board`);
  const card = (stage: string) =>
    page.locator('.board__column').filter({ has: page.getByRole('heading', { name: stage, exact: true }) }).getByTestId('lead-card').filter({ hasText: record });
  await expect(card(t('records.stages.own_to_do'))).toContainText(person);
  await card(t('records.stages.own_to_do')).getByTestId('move-to-stage').click();
  await page.getByRole('menuitem', { name: 'U notariusza', exact: true }).click();
  await expect(card('U notariusza')).toBeVisible();
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(card(t('records.stages.own_to_do'))).toBeAttached();

  await open(page, `/records/${key}`);
  await openRecord(page, record);
  await page.getByTestId('stages').getByRole('button', { name: 'U notariusza', exact: true }).click();
  await expect(page.getByTestId('stages').getByRole('button', { pressed: true })).toHaveText('U notariusza');
  await page.getByTestId('write-email').click();
  await expect(page.getByTestId('composer')).toContainText(person);
  await expect(page.getByTestId('composer-about')).toContainText(record);
  // For the other tests it is not in the navigation.
  await open(page, '/settings/kinds');
  await act(page, t, many, 'settings.kinds.hide');
  await expect(lineOf(page, many)).toContainText(t('settings.kinds.own_hidden'));
});

test('what nobody uses is not in the navigation, for anybody', { tag: '@server' }, async ({ anna: page, office, t, browser }) => {
  const context = await browser.newContext({ baseURL: office.kurier.url });
  const other = await context.newPage();
  await signIn(other, t, office.celina);
  await open(other, '/settings/kinds');
  await expect(other.getByTestId('kind-line').first()).toBeVisible();
  await expect(other.getByTestId('kind-menu')).toHaveCount(0);
  const projects = (of: Page) => of.locator('.rail').getByRole('link', { name: t('records.kinds.projects'), exact: true });
  await expect(projects(other)).toBeVisible();
  await open(page, '/settings/kinds');
  await act(page, t, t('records.kinds.projects'), 'settings.kinds.hide');
  await expect(projects(page)).toHaveCount(0);
  await expect(projects(other)).toHaveCount(0);
  await open(other, '/records/project');
  await expect(other.getByTestId('new-record')).toBeVisible();
  await act(page, t, t('records.kinds.projects'), 'settings.kinds.show');
  await expect(projects(page)).toBeVisible();
  await expect(projects(other)).toBeVisible();
  await context.close();
});
