// What the mail server does not do: an open page takes it back by itself, says so, and asks what now.
import { onServer, open, row } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test.afterEach(({ office }) => office.gate.relent());

test('a mark and a move that the server refuses are taken back in the open page', { tag: '@server' }, async ({ anna: page, office, t }) => {
  const { testbed, anna, gate } = office;
  const subject = `Odmowa ${Date.now()}`;
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await open(page, '/inbox');
  const mail = row(page, subject);
  const notice = page.getByTestId('refusals');
  const answer = (key: 'again' | 'give_up') => notice.getByRole('button', { name: t(`inbox.refused.${key}`), exact: true });
  await expect(mail).toBeVisible();

  gate.refuse('STORE');
  await mail.click({ button: 'right' });
  await page.getByRole('menuitem', { name: t('inbox.act.flag') }).click();
  await expect(notice).toContainText(`${t('inbox.refused.mark', { count: 1 })}: ${t('inbox.refused.refused')} ${t('inbox.refused.as_it_was')}`);
  // In the words of the server.
  await expect(notice).toContainText(/REFUSED/);
  await expect(mail.locator('[data-star]')).toHaveCount(0);
  gate.relent();
  await answer('give_up').click();
  await expect(notice).toHaveCount(0);

  gate.refuse('MOVE');
  await mail.hover();
  await mail.getByRole('button', { name: t('inbox.act.archive'), exact: true }).click();
  await expect(notice).toContainText(t('inbox.refused.moved', { count: 1, folder: t('inbox.folders.archive') }));
  await expect(mail).toBeVisible();
  expect((await testbed.mails(anna.address)).find((one) => one.subject === subject)?.flags).not.toContain('\\Flagged');
  gate.relent();
  await answer('again').click();
  await expect(mail).toHaveCount(0);
  await expect(notice).toHaveCount(0);
  await onServer(testbed, anna.address, 'Archive', subject);
  await onServer(testbed, anna.address, 'INBOX', subject, false);
});
