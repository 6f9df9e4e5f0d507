// The dialog that moves a thread: folders that are there, and one that is made on the way.
import { folder, isPhone, onServer, open, openThread, row } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('a folder is made from the dialog that moves, which denies nothing before one types', async ({ anna: page, office, t }) => {
  const { testbed, anna } = office;
  const [subject, name] = [`Do nowego ${Date.now()}`, `Zrobiony ${Date.now()}`];
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await open(page, '/inbox');
  await openThread(page, subject);
  await page.getByRole('button', { name: t('inbox.act.move_to'), exact: true }).click();
  const dialog = page.getByTestId('move-dialog');
  const find = dialog.getByLabel(t('inbox.moving.find'), { exact: true });
  await expect(find).toBeFocused();
  await expect(dialog.getByRole('option').first()).toBeVisible();
  await expect(dialog.getByText(t('inbox.moving.nothing'))).toHaveCount(0);
  await find.fill(name);
  await expect(dialog.getByRole('option')).toHaveText([t('inbox.moving.make', { name })]);
  await expect(dialog.getByText(t('inbox.moving.nothing'))).toHaveCount(0);
  await page.keyboard.press('Enter');
  await onServer(testbed, anna.address, name, subject);
  await onServer(testbed, anna.address, 'INBOX', subject, false);
  await expect(row(page, subject)).toHaveCount(0);
  if (!isPhone(page)) await expect(folder(page, name)).toBeVisible();
});
