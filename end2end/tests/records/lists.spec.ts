// Lists: days from today on, saved views as tabs (on phones as a menu), saved over, and begun with.
import type { Page } from '@playwright/test';
import { isPhone, open } from '../../helpers/pages.ts';
import { asks, listTool, newRecord, rowOf } from '../../helpers/records.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

/** The saved view in which one is, as the bar above the list says it. */
async function isIn(page: Page, name: string): Promise<void> {
  const bar = page.getByTestId('view-bar');
  if (isPhone(page)) await expect(bar.getByTestId('view-menu')).toContainText(name);
  else await expect(bar.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');
}

async function goTo(page: Page, name: string): Promise<void> {
  const bar = page.getByTestId('view-bar');
  if (isPhone(page)) {
    await bar.getByTestId('view-menu').click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  } else {
    await bar.getByRole('link', { name, exact: true }).click();
  }
  await isIn(page, name);
}

test('a list of the next days is saved as a view, changed, saved over, and begun with', async ({ anna: page, t, office, browser, baseURL, locale }) => {
  const stamp = Date.now();
  const view = `Najbliższe ${stamp}`;
  const day = (later: number) => page.evaluate((days) => {
    const then = new Date();
    then.setDate(then.getDate() + days);
    return then.toLocaleDateString('sv');
  }, later);
  await newRecord(page, t, 'project', { name: `Montaż ${stamp}`, start_date: await day(3) });
  await newRecord(page, t, 'project', { name: `Odbiór ${stamp}`, start_date: await day(30) });
  await page.getByTestId('filters').click();
  const name = await asks(page, t, 'name', 'has');
  await name.getByLabel(t('records.filter.words'), { exact: true }).fill(String(stamp));
  const start = await asks(page, t, 'start_date', 'during');
  await start.getByLabel(t('records.filter.days'), { exact: true }).selectOption({ label: t('records.filter.next') });
  const count = start.getByLabel(t('records.filter.count'), { exact: true });
  await count.fill('zero');
  await page.getByTestId('filter-apply').click();
  await expect(start.getByText(t('records.filter.days_wrong', { most: 3660 }))).toBeVisible();
  await expect(count).toHaveValue('zero');
  await count.fill('7');
  await page.getByTestId('filter-apply').click();
  await expect(rowOf(page, String(stamp))).toHaveCount(1);
  await expect(rowOf(page, `Montaż ${stamp}`)).toBeVisible();
  await expect(page).toHaveURL(/f\.start(_|%5F)date=(%40|@)next7/);
  await listTool(page, t('records.views.title'));
  const dialog = page.getByTestId('views-dialog');
  await dialog.getByLabel(t('records.views.name'), { exact: true }).fill(view);
  await dialog.getByLabel(t('records.views.share'), { exact: true }).check();
  await dialog.getByTestId('view-save').click();
  await expect(dialog.getByTestId('saved-view').filter({ hasText: view })).toBeVisible();
  await page.keyboard.press('Escape');
  await isIn(page, view);
  await expect(page.getByTestId('view-save-over')).toHaveCount(0);

  const label = t('records.filter.remove', { field: t('records.fields.start_date') });
  await page.getByRole('button', { name: label, exact: true }).click();
  await expect(rowOf(page, String(stamp))).toHaveCount(2);
  await page.getByTestId('view-save-over').click();
  await expect(page.getByTestId('view-save-over')).toHaveCount(0);
  await goTo(page, t('records.views.all'));
  await expect(page.getByTestId('filter-chip')).toHaveCount(0);
  await goTo(page, view);
  await expect(page.getByTestId('filter-chip')).toHaveCount(1);
  await expect(rowOf(page, String(stamp))).toHaveCount(2);

  // Somebody else begins with it.
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, '/records/project');
  await listTool(other, t('records.views.title'));
  const line = other.getByTestId('saved-view').filter({ hasText: view });
  await line.getByTestId('view-first').click();
  await expect(line.getByTestId('view-first')).toHaveAttribute('aria-pressed', 'true');
  await open(other, '/records/project');
  await isIn(other, view);
  await expect(rowOf(other, String(stamp))).toHaveCount(2);
  await goTo(other, t('records.views.all'));
  await listTool(other, t('records.views.title'));
  await line.getByTestId('view-first').click();
  await expect(line.getByTestId('view-first')).toHaveAttribute('aria-pressed', 'false');
  await context.close();
});

test('a filter in an address that nobody understands is said to be one', async ({ anna: page, t, complaints }) => {
  await open(page, '/records/project?f.start_date=%40yesteryear');
  await expect(page.getByTestId('misasked')).toContainText(t('records.filter.misasked'));
  await expect(page.getByTestId('filter-chip')).toContainText(t('records.filter.unknown'));
  await page.getByTestId('misasked').getByRole('link', { name: t('records.clear_filter') }).click();
  await expect(page.getByTestId('misasked')).toHaveCount(0);
  complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('422')));
});
