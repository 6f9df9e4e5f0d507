// Tasks: from a mail and from a record, done by the box, taken back.
import { isPhone, open, openThread } from '../../helpers/pages.ts';
import { newRecord, openRecord } from '../../helpers/records.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

test('a task is written down from a mail, stands in one’s day, and is done', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const subject = `Pytanie o termin ${stamp}`;
  await office.testbed.write(office.anna.address, 'Iga <iga@termin.example>', subject, 'Na kiedy?');
  await open(page, '/inbox');
  await openThread(page, subject);
  await page.getByTestId('task-of-mail').click();
  const form = page.getByTestId('task-form');
  await expect(form.getByLabel(t('tasks.title'))).toHaveValue(subject);
  await form.getByTestId('task-save').click();
  await expect(form).toHaveCount(0);
  await open(page, '/tasks');
  const task = page.getByTestId('task').filter({ hasText: subject });
  await expect(task.getByRole('link', { name: subject })).toHaveAttribute('href', /\/threads\//);
  // Whoever is quick sees it gone: `check` would look for the box once more.
  const finish = () => task.getByRole('checkbox').click();
  await finish();
  await expect(task).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(task).toBeVisible();
  await finish();
  await expect(task).toHaveCount(0);
  await open(page, '/tasks?list=done');
  await expect(task).toHaveAttribute('data-done', 'true');
});

test('a task of a record is given to somebody, who sees it at once, with what is wrong said beside the field', async ({ anna: page, office, t, browser, baseURL, locale, complaints }) => {
  const stamp = Date.now();
  const title = `Wycena ${stamp}`;
  await newRecord(page, t, 'deal', { name: `Hala ${stamp}` });
  await openRecord(page, `Hala ${stamp}`);
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, '/tasks');
  await page.getByTestId('add-task').click();
  const form = page.getByTestId('task-form');
  await form.getByLabel(t('tasks.time'), { exact: true }).fill('14:30');
  await form.getByTestId('task-save').click();
  await expect(form.getByText(t('errors.reason.required')).first()).toBeVisible();
  // The browser itself tells of what was refused.
  await expect.poll(() => complaints.length).toBe(1);
  expect(complaints.splice(0)[0]).toContain('422');
  await form.getByLabel(t('tasks.title')).fill(title);
  await form.getByLabel(t('tasks.day'), { exact: true }).fill('2020-01-31');
  await form.getByLabel(t('tasks.assignee'), { exact: true }).selectOption({ label: office.bartek.name });
  await form.getByTestId('task-save').click();
  await expect(form).toHaveCount(0);
  const here = page.getByTestId('record-tasks').getByTestId('task').filter({ hasText: title });
  await expect(here).toContainText(office.bartek.name);
  await expect(page.getByTestId('timeline')).toContainText(t('tasks.event_added', { title }));
  const there = other.locator('[data-group=past]').getByTestId('task').filter({ hasText: title });
  await expect(there).toContainText('14:30');
  await expect(there.getByRole('link', { name: `Hala ${stamp}` })).toBeVisible();
  await context.close();
  if (isPhone(page)) return;
  // By keys alone.
  await here.getByRole('button', { name: title, exact: true }).focus();
  await page.keyboard.press('Enter');
  await form.getByLabel(t('tasks.title')).fill(`${title} zmieniona`);
  await page.keyboard.press('Enter');
  await expect(here).toContainText('zmieniona');
});

test('what a task is about is changed in its form, and both records tell of it', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [title, chairs, tables] = [`Oferta ${stamp}`, `Krzesła ${stamp}`, `Stoły ${stamp}`];
  await newRecord(page, t, 'deal', { name: tables });
  await newRecord(page, t, 'deal', { name: chairs });
  await openRecord(page, chairs);
  await page.getByTestId('add-task').click();
  const form = page.getByTestId('task-form');
  const named = form.getByTestId('task-about-line');
  await expect(named).toHaveText(new RegExp(chairs));
  await form.getByLabel(t('tasks.title')).fill(title);
  await form.getByTestId('task-save').click();
  const here = page.getByTestId('record-tasks').getByTestId('task').filter({ hasText: title });
  await here.getByRole('button', { name: title, exact: true }).click();
  // Looked for by words and taken by a key; Escape empties the box and leaves the form.
  const box = form.getByRole('searchbox');
  await box.fill('xyzzy');
  await expect(form.getByText(t('tasks.about_nothing'))).toBeVisible();
  await box.press('Escape');
  await expect(box).toHaveValue('');
  await box.fill(tables);
  await expect(form.getByTestId('task-about-offer').first()).toContainText(tables);
  await box.press('Enter');
  await expect(named).toHaveCount(2);
  await form.getByRole('button', { name: t('tasks.about_remove', { name: chairs }) }).click();
  await expect(named).toHaveText(new RegExp(tables));
  await form.getByTestId('task-save').click();
  await expect(form).toHaveCount(0);
  await expect(here).toHaveCount(0);
  await expect(page.getByTestId('timeline')).toContainText(t('tasks.event_unlinked', { title }));
  await open(page, '/records/deal');
  await openRecord(page, tables);
  await expect(here).toBeVisible();
  await expect(page.getByTestId('timeline')).toContainText(t('tasks.event_linked', { title }));
  // A record in the bin stays with the task, and says where it is.
  await page.getByTestId('record-menu').click();
  await page.getByRole('menuitem', { name: t('records.remove'), exact: true }).click();
  await expect(page.getByTestId('in-bin')).toBeVisible();
  await open(page, '/tasks');
  await expect(page.getByTestId('task').filter({ hasText: title })).toContainText(t('tasks.in_bin'));
});

test('what repeats is there again once it is done, with its reminder, and that is taken back', async ({ anna: page, t }) => {
  const title = `Inwentaryzacja ${Date.now()}`;
  await open(page, '/tasks?new');
  const form = page.getByTestId('task-form');
  await form.getByLabel(t('tasks.title')).fill(title);
  await form.getByLabel(t('tasks.day'), { exact: true }).fill('2020-01-31');
  await form.getByLabel(t('tasks.time'), { exact: true }).fill('09:15');
  await form.getByLabel(t('tasks.repeat'), { exact: true }).selectOption({ label: t('tasks.yearly') });
  await form.getByLabel(t('tasks.remind'), { exact: true }).selectOption({ label: t('tasks.remind_hour') });
  await form.getByTestId('task-save').click();
  await expect(form).toHaveCount(0);
  const tasks = (group: string) => page.locator(`[data-group=${group}]`).getByTestId('task').filter({ hasText: title });
  await expect(tasks('past')).toContainText(t('tasks.yearly'));
  await tasks('past').getByRole('checkbox').click();
  await expect(tasks('past')).toHaveCount(0);
  // On the first of its days that is not past.
  const next = page.getByTestId('task').filter({ hasText: title });
  await expect(next).toHaveAttribute('data-past', 'false');
  await expect(next).toContainText('09:15');
  await next.getByRole('button', { name: title, exact: true }).click();
  await expect(form.getByLabel(t('tasks.day'), { exact: true })).toHaveValue(/^20(2[1-9]|[3-9]\d)-01-31$/);
  await expect(form.getByLabel(t('tasks.repeat'), { exact: true }).locator('option:checked')).toHaveText(t('tasks.yearly'));
  await expect(form.getByLabel(t('tasks.remind'), { exact: true }).locator('option:checked')).toHaveText(t('tasks.remind_hour'));
  await form.getByRole('button', { name: t('common.cancel'), exact: true }).click();
  await page.getByTestId('toast').filter({ hasText: title }).getByRole('button', { name: t('common.undo') }).click();
  await expect(tasks('past')).toHaveCount(1);
  await expect(page.getByTestId('task').filter({ hasText: title })).toHaveCount(1);
});
