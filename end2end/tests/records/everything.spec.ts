// One search over everything: from the palette, from the box above the mail, on a phone without a key; and what is overdue in the navigation.
import { isPhone, open } from '../../helpers/pages.ts';
import { newRecord, openRecord } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('tasks and notes are found beside records and mail, by the palette and above the mail alike', async ({ anna: page, office, t }) => {
  const stamp = String(Date.now()).slice(-7);
  const deal = `Altana zolta${stamp}`;
  const [task, note] = [`Zmierzyć żółtą${stamp}`, `Kolor: zolta${stamp}, nie biała`];
  await newRecord(page, t, 'deal', { name: deal });
  await openRecord(page, deal);
  await page.getByTestId('add-task').click();
  await page.getByTestId('task-form').getByLabel(t('tasks.title')).fill(task);
  await page.getByTestId('task-form').getByLabel(t('tasks.day'), { exact: true }).fill('2020-01-31');
  await page.getByTestId('task-save').click();
  // What is past stands out on the page of what it is about, and in the navigation.
  await expect(page.getByTestId('record-tasks').getByTestId('overdue')).toHaveText(t('tasks.overdue', { count: 1 }));
  if (!isPhone(page)) await expect(page.getByTestId('overdue-count').locator('visible=true')).toBeVisible();
  await page.getByLabel(t('records.notes.new'), { exact: true }).fill(note);
  await page.getByRole('button', { name: t('records.notes.save'), exact: true }).click();
  await expect(page.getByTestId('timeline')).toContainText(note);
  await office.testbed.write(office.anna.address, `Ola <ola.${stamp}@altana.example>`, `Faktura zolta${stamp}`, 'Ile?');

  // From a list, where phones have a button in its head.
  await open(page, '/records/deal');
  if (isPhone(page)) await page.getByTestId('search-from-page').click();
  else await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByTestId('palette');
  await palette.getByRole('combobox').fill(`zolta${stamp}`);
  for (const found of [deal, task, note]) await expect(palette.locator('.palette__name').filter({ hasText: found })).toHaveCount(1);
  await palette.getByRole('option').filter({ hasText: task }).click();
  await expect(page.getByTestId('task-form').getByLabel(t('tasks.title'))).toHaveValue(task);
  await page.getByTestId('task-form').getByRole('button', { name: t('common.cancel'), exact: true }).click();

  // The box finds the same, and mail below it.
  await open(page, '/inbox');
  await page.getByRole('searchbox').first().fill(`zolta${stamp}`);
  const also = page.getByTestId('also-found');
  for (const found of [deal, task, note]) await expect(also.locator('.also__name').filter({ hasText: found })).toHaveCount(1);
  const mail = page.getByTestId('thread-row').filter({ hasText: `Faktura zolta${stamp}` });
  await expect(mail).toBeVisible();
  // In another of its forms.
  await page.getByRole('searchbox').first().fill(`faktury zolta${stamp}`);
  // Nothing else has both words: what is like them is said to be only that.
  await expect(also.getByText(t('common.palette.near'), { exact: true })).toBeVisible();
  await expect(mail).toBeVisible();
  await page.getByRole('searchbox').first().fill(`zolta${stamp}`);
  const kind = t('records.kinds.deals');
  await also.getByRole('link', { name: t('inbox.also.all_of', { kind }), exact: true }).click();
  await expect(page).toHaveURL((url) => url.pathname === '/records/deal' && url.searchParams.get('q') === `zolta${stamp}`);
  await expect(page.getByRole('link', { name: deal })).toBeVisible();
});

test('S4.5 the tabs of the leads lead to the list, the board and the mail that waits', async ({ anna: page, t }) => {
  await open(page, '/records/lead');
  const tabs = page.getByRole('navigation', { name: t('leads.view'), exact: true });
  await expect(tabs.getByRole('link')).toHaveText([t('leads.list'), t('leads.board'), t('records.to_ready')]);
  await tabs.getByRole('link', { name: t('leads.board') }).click();
  await expect(tabs.locator('[aria-current=page]')).toHaveText(t('leads.board'));
  await tabs.getByRole('link', { name: t('records.to_ready') }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('ready.title'));
});
