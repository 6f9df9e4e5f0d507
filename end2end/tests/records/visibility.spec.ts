// Who sees a record: said on its page, changed with a look at who gains and who loses access, taken back; and who follows it.
import { isPhone, open } from '../../helpers/pages.ts';
import { newRecord, openRecord, rowOf } from '../../helpers/records.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

test('stand-out 10 who gains and who loses access is said by name before it is done', async ({ anna: page, office, t, browser, baseURL, locale }) => {
  const stamp = Date.now();
  const context = await browser.newContext({ baseURL, locale, viewport: page.viewportSize() });
  const other = await context.newPage();
  await signedIn(other, office, t, office.celina);
  await newRecord(page, t, 'deal', { name: `Poufne ${stamp}` });
  await openRecord(page, `Poufne ${stamp}`);
  await open(other, '/records/deal');
  await openRecord(other, `Poufne ${stamp}`);
  const line = page.getByTestId('sight-change');
  await expect(line).toContainText(t('visibility.sees', { who: t('visibility.everybody') }));
  await line.click();
  const dialog = page.getByTestId('sight-dialog');
  await expect(dialog.getByText(t('visibility.nobody_changes'))).toBeVisible();
  await dialog.getByRole('radio', { name: t('visibility.choose.owner') }).check();
  await expect(dialog.getByTestId('sight-preview')).toContainText(office.celina.name);
  await expect(dialog.getByText(t('visibility.admins'))).toBeVisible();
  await dialog.getByTestId('sight-save').click();
  await expect(line).toContainText(t('visibility.owner_of', { name: office.anna.name }));
  await expect(line).toBeFocused();
  await expect(page.getByText(t('visibility.event', { who: t('visibility.owner') }))).toBeVisible();

  // Whoever may not see it any more sees it go, and finds it nowhere.
  await expect(other.getByTestId('record-head')).toHaveCount(0);
  await open(other, '/records/deal');
  await expect(other.getByTestId('new-record').first()).toBeVisible();
  await expect(rowOf(other, `Poufne ${stamp}`)).toHaveCount(0);
  const said = page.getByTestId('toast').filter({ hasText: t('visibility.owner_of', { name: office.anna.name }) });
  await said.getByRole('button', { name: t('common.undo'), exact: true }).click();
  await expect(line).toHaveAttribute('data-visibility', 'everybody');
  await expect(rowOf(other, `Poufne ${stamp}`)).toBeVisible();
  await context.close();
});

test('a colleague is made to follow and hears of it once', async ({ anna: page, office, t, browser, baseURL, locale }) => {
  test.skip(isPhone(page), 'the same dialog');
  const stamp = Date.now();
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, '/notifications');
  await newRecord(page, t, 'company', { name: `Śledzone ${stamp}` });
  await openRecord(page, `Śledzone ${stamp}`);
  await page.getByTestId('followers').click();
  const dialog = page.getByTestId('followers-dialog');
  await dialog.getByLabel(office.bartek.name).check();
  await expect(dialog.getByLabel(office.bartek.name)).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('followers')).toContainText('2');
  const told = other.getByTestId('notification').filter({ hasText: `Śledzone ${stamp}` });
  await expect(told).toContainText(t('notifications.followed'));
  await told.getByRole('link', { name: `Śledzone ${stamp}` }).click();
  await expect(other.getByTestId('follow')).toHaveText(t('visibility.unfollow'));
  await other.getByTestId('follow').click();
  await expect(other.getByTestId('follow')).toHaveText(t('visibility.follow'));
  await context.close();
});
